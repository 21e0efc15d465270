#include "lhits/hits/joint_density.hpp"

#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>

#include "lhits_test.hpp"

using namespace lhits;

namespace {

/// The largest errors of the derivatives of sin 2x at so many points, u_x and u_xx.
std::pair<double, double> errors(std::size_t points) {
    const double spacing = 2.0 * std::numbers::pi / static_cast<double>(points);
    std::vector<float> u;
    for (std::size_t j = 0; j < 2 * points; ++j) {  // two rows: sin 2x and -sin 2x
        const double wave = std::sin(2.0 * spacing * static_cast<double>(j % points));
        u.push_back(static_cast<float>(j < points ? wave : -wave));
    }
    std::vector<float> slope(u.size());
    std::vector<float> curvature(u.size());
    periodic_derivatives(u, points, spacing, slope, curvature);
    std::pair<double, double> worst{0.0, 0.0};
    for (std::size_t j = 0; j < 2 * points; ++j) {
        const double sign = j < points ? 1.0 : -1.0;
        const double x = spacing * static_cast<double>(j % points);
        worst.first = std::max(
            worst.first, std::abs(static_cast<double>(slope[j]) - sign * 2.0 * std::cos(2.0 * x)));
        worst.second = std::max(worst.second, std::abs(static_cast<double>(curvature[j]) +
                                                       sign * 4.0 * std::sin(2.0 * x)));
    }
    return worst;
}

}  // namespace

LHITS_TEST(periodic_derivatives_of_a_wave, 1) {
    const auto coarse = errors(16);
    const auto fine = errors(32);
    // Fourth order: the error of a wave is (k dx)^4 / 30 and (k dx)^4 / 90 of it.
    const double fourth = std::pow(2.0 * 2.0 * std::numbers::pi / 32.0, 4);
    BOOST_TEST(fine.first == 2.0 * fourth / 30.0, boost::test_tools::tolerance(0.1));
    BOOST_TEST(fine.second == 4.0 * fourth / 90.0, boost::test_tools::tolerance(0.1));
    BOOST_TEST(coarse.first / fine.first == 16.0, boost::test_tools::tolerance(0.15));
    BOOST_TEST(coarse.second / fine.second == 16.0, boost::test_tools::tolerance(0.15));
}

LHITS_TEST(joint_histogram_counts_pairs, 1) {
    const JointHistogram histogram(4, 2.0, 4.0);
    BOOST_TEST(histogram.size() == 17U);
    BOOST_TEST(histogram.slopes() == (std::vector<double>{-1.5, -0.5, 0.5, 1.5}),
               boost::test_tools::per_element());
    BOOST_TEST(histogram.curvatures() == (std::vector<double>{-3.0, -1.0, 1.0, 3.0}),
               boost::test_tools::per_element());
    std::vector<double> counts(17, 0.0);
    const float nan = std::numeric_limits<float>::quiet_NaN();
    const std::vector<float> slope{-1.9F, 0.1F, 0.2F, 2.0F, 0.0F, nan, 0.0F};
    const std::vector<float> curvature{3.9F, -3.0F, -2.1F, 0.0F, -5.0F, 0.0F, 1e30F};
    histogram.add(slope, curvature, counts);
    std::vector<double> expected(17, 0.0);
    expected[0 * 4 + 3] = 1.0;
    expected[2 * 4 + 0] = 2.0;
    expected[16] = 4.0;  // at the upper end, below, no number, far above
    BOOST_TEST(counts == expected, boost::test_tools::per_element());
    const auto density = histogram.density(counts);
    BOOST_TEST(density.size() == 16U);
    BOOST_TEST(density[8] == 2.0 / 7.0 / 2.0);  // the area of a bin is 1 x 2
}

LHITS_TEST(total_variation_of_distributions, 1) {
    const std::vector<double> one{1.0, 3.0, 0.0};
    BOOST_TEST(total_variation(one, std::vector<double>{10.0, 30.0, 0.0}) == 0.0);
    BOOST_TEST(total_variation(one, std::vector<double>{0.0, 0.0, 2.0}) == 1.0);
    BOOST_TEST(total_variation(one, std::vector<double>{2.0, 1.0, 1.0}) == 0.5);
}
