#include "lhits/base/whole_state.hpp"

#include <cmath>
#include <limits>
#include <stdexcept>

#include "lhits/base/fixed_text.hpp"
#include "lhits_test.hpp"

using namespace lhits;

namespace {

constexpr float none = std::numeric_limits<float>::quiet_NaN();
using Numbers = std::vector<std::int64_t>;

StateLayout plane() {
    return grid_layout({{"x", "m", {0, 1, 2}}, {"y", "m", {0, 5}}}, {{"u"}, {"T", "K"}});
}

/// A wall, a missing point of each component.
StateLayout with_some_fixed() {
    return with_fixed(plane(), Numbers{0, 4, 10}, std::vector<float>{2.5F, none, none});
}

}  // namespace

LHITS_TEST(fixed_elements_are_taken_out_of_a_layout_and_put_back, 1) {
    const auto layout = with_some_fixed();
    BOOST_TEST(layout.size() == 9U);
    BOOST_TEST(layout.whole_size() == 12U);
    BOOST_TEST(layout.fixed.missing() == 2U);
    BOOST_TEST(layout.grid.empty());
    BOOST_TEST((layout.axes[0].places == std::vector<double>{1, 2, 0, 2, 0, 1, 2, 0, 2}));
    BOOST_TEST((whole_layout(layout) == plane()));
    BOOST_TEST((varying_elements(layout) == Numbers{1, 2, 3, 5, 6, 7, 8, 9, 11}));
    BOOST_TEST((layout == with_some_fixed()));  // missing values equal each other
    BOOST_TEST((with_fixed(plane(), {}, {}) == plane()));
}

LHITS_TEST(states_with_and_without_their_fixed_elements, 1) {
    const auto layout = with_some_fixed();
    std::vector<float> states;
    for (int i = 0; i < 18; ++i) states.push_back(static_cast<float>(i));
    std::vector<float> room;
    const auto whole = whole_states(layout, states, room);
    BOOST_TEST(whole.size() == 24U);
    BOOST_TEST(whole[0] == 2.5F);
    BOOST_TEST(whole[1] == 0.0F);
    BOOST_TEST(std::isnan(whole[4]));
    BOOST_TEST(whole[23] == 17.0F);
    BOOST_TEST((some_elements(std::vector<float>(whole.begin(), whole.end()), 12,
                              varying_elements(layout)) == states));
    const std::vector<float> stopped(9, none);
    for (const float value : whole_states(layout, stopped, room)) BOOST_TEST(std::isnan(value));
    BOOST_TEST(whole_states(plane(), stopped, room).data() == stopped.data());
}

LHITS_TEST(numbers_of_elements_among_those_that_vary, 1) {
    const auto layout = with_some_fixed();
    BOOST_TEST((varying_of(layout, Numbers{0, 1, 4, 5, 11}) == Numbers{0, 3, 8}));
    const auto row = varying_of_row(layout, 2, 1);
    BOOST_TEST(row.size() == 19U);
    BOOST_TEST(row[9] == 13);
    BOOST_TEST(row.back() == 24);
}

LHITS_TEST(a_part_of_a_layout_keeps_what_is_fixed, 1) {
    const auto part = part_of(with_some_fixed(), Numbers{0, 2, 4});
    BOOST_TEST((part.fixed.at == Numbers{0, 2}));
    BOOST_TEST(part.fixed.value[0] == 2.5F);
    BOOST_TEST(part.size() == 1U);
    BOOST_CHECK_THROW(part_of(with_some_fixed(), Numbers{12}), std::out_of_range);
}

LHITS_TEST(what_is_fixed_is_told_in_words, 1) {
    BOOST_TEST(fixed_text(plane()).empty());
    BOOST_TEST(
        fixed_text(with_some_fixed()) ==
        "1 of 12 elements never change (number 0) and come out as their constants; 2 of 12 "
        "elements are missing everywhere (number 4, 10) and stay so: not learned, not scored");
}
