#include "lhits/hits/scaler.hpp"

#include <cmath>
#include <stdexcept>

#include "lhits_test.hpp"

using lhits::Scaler;

namespace {

const std::vector<float> data{1.0F, 10.0F, 7.0F, 3.0F, 20.0F, 7.0F};  // (2, 3)

}  // namespace

LHITS_TEST(scalers_have_the_moments_they_promise, 1) {
    auto standard = data;
    Scaler::fit("standard", data, 3).apply(standard);
    const std::vector<float> expected{-1.0F, -1.0F, 0.0F, 1.0F, 1.0F, 0.0F};
    BOOST_TEST(standard == expected, boost::test_tools::per_element());
    auto ranged = data;
    Scaler::fit("min-max", data, 3).apply(ranged);
    const std::vector<float> in_range{0.0F, 0.0F, 0.0F, 1.0F, 1.0F, 0.0F};
    BOOST_TEST(ranged == in_range, boost::test_tools::per_element());
    auto same = data;
    Scaler::fit("none", data, 3).apply(same);
    BOOST_TEST(same == data, boost::test_tools::per_element());
    BOOST_CHECK_THROW(Scaler::fit("robust", data, 3), std::invalid_argument);
}

LHITS_TEST(scaling_is_undone, 1) {
    for (const auto* kind : {"none", "standard", "min-max"}) {
        const auto scaler = Scaler::fit(kind, data, 3);
        auto there_and_back = data;
        scaler.apply(there_and_back);
        scaler.undo(there_and_back);
        for (std::size_t i = 0; i < data.size(); ++i) {
            BOOST_TEST(std::abs(there_and_back[i] - data[i]) < 1e-5F);
        }
    }
}
