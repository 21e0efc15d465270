#include "lhits/base/state_layout.hpp"

#include <stdexcept>

#include "lhits/base/error.hpp"
#include "lhits_test.hpp"

using namespace lhits;

namespace {

using Numbers = std::vector<std::int64_t>;
using Places = std::vector<double>;

}  // namespace

LHITS_TEST(grids_have_their_first_axis_fastest, 1) {
    const auto box = grid_layout({{"x", "m", {0, 1}}, {"z", "km", {5, 6, 7}}}, {{"u"}, {"T", "K"}});
    BOOST_TEST(box.size() == 12U);
    BOOST_TEST((box.axes[0].places == Places{0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1}));
    BOOST_TEST((box.axes[1].places == Places{5, 5, 6, 6, 7, 7, 5, 5, 6, 6, 7, 7}));
    BOOST_TEST((box.grid == Numbers{2, 3}));
    BOOST_TEST((rectilinear_grid(box) == box.grid));
    BOOST_TEST(box.component[5] == 0);
    BOOST_TEST(box.component[6] == 1);
    BOOST_TEST(box.axis_names() == "x z");
    BOOST_TEST(box.component_names() == "u T");
    BOOST_TEST(box.component_units() == "1, K");
    BOOST_TEST((components_of(box.component_names(), box.component_units()) == box.components));
}

LHITS_TEST(lengths_of_one_are_grids_too, 1) {
    for (const auto& along : std::vector<std::vector<StateAxis>>{
             {{"x", "1", {4}}},
             {{"x", "1", {4}}, {"y", "1", {1, 2, 3}}},
             {{"x", "1", {1, 2, 3}}, {"y", "1", {4}}, {"z", "1", {4}}},
             {{"x", "1", {1, 2}}, {"y", "1", {4}}, {"z", "1", {4, 5}}, {"w", "1", {7, 8, 9}}}}) {
        const auto layout = grid_layout(along, {{"u"}, {"v"}});
        BOOST_TEST((rectilinear_grid(layout) == layout.grid));
    }
}

LHITS_TEST(points_that_are_no_grid, 1) {
    const StateLayout cloud{{{"x", "1", {0, 1, 5}}, {"y", "1", {0, 2, 1}}}, {0, 0, 0}, {{"u"}}};
    BOOST_TEST(rectilinear_grid(cloud).empty());
    // A grid, but one point of the second component lies elsewhere.
    auto moved = grid_layout({{"x", "1", {0, 1}}, {"y", "1", {0, 1}}}, {{"u"}, {"v"}});
    moved.axes[0].places[7] = 2.0;
    BOOST_TEST(rectilinear_grid(moved).empty());
    const StateLayout uneven{{{"x", "1", {0, 1, 0}}}, {0, 0, 1}, {{"u"}, {"v"}}};
    BOOST_TEST(rectilinear_grid(uneven).empty());
    const StateLayout short_of_one{{{"x", "1", {0, 1}}}, {0, 0, 0}, {{"u"}}};
    BOOST_CHECK_THROW(rectilinear_grid(short_of_one), InputError);
    BOOST_CHECK_THROW(components_of("u v", "1"), InputError);
}

LHITS_TEST(parts_keep_the_grid_that_they_have, 1) {
    const auto plane = grid_layout({{"x", "1", {0, 1, 2}}, {"y", "1", {0, 1}}}, {{"u"}, {"v"}});
    const Numbers columns{0, 2, 3, 5};
    const auto part = part_of(plane, columns);
    BOOST_TEST((part.grid == Numbers{2, 2}));
    BOOST_TEST((part.axes[0].places == Places{0, 2, 0, 2}));
    BOOST_TEST(part_of(plane, Numbers{0, 4}).grid.empty());
    BOOST_CHECK_THROW(part_of(plane, Numbers{12}), std::out_of_range);
}
