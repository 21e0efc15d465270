// Noise is told from what is smooth.
#include <cmath>
#include <vector>

#include "lhits/base/random.hpp"
#include "lhits/hits/noise.hpp"
#include "lhits_test.hpp"

namespace {

constexpr std::size_t times = 2000;
constexpr std::size_t n = 3;

/// Waves of so many samples a period.
std::vector<float> waves(double period) {
    std::vector<float> u;
    for (std::size_t t = 0; t < times; ++t) {
        for (std::size_t j = 0; j < n; ++j) {
            const double turns = static_cast<double>(t) / period + 0.3 * static_cast<double>(j);
            u.push_back(static_cast<float>(std::sin(2.0 * 3.14159265358979 * turns)));
        }
    }
    return u;
}

std::vector<float> with_noise(std::vector<float> u, double deviation) {
    const lhits::RandomStream random(1, lhits::Purpose::observation_noise, 0);
    for (std::size_t i = 0; i < u.size(); ++i) {
        u[i] += static_cast<float>(deviation * std::sqrt(12.0) * (random.uniform(i) - 0.5));
    }
    return u;
}

}  // namespace

BOOST_AUTO_TEST_CASE(smooth_trajectories_have_no_noise) {
    for (const double period : {200.0, 20.0, 6.0}) {
        BOOST_TEST(lhits::noise_variance(waves(period), times, n) == 0.0);
    }
    BOOST_TEST(lhits::noise_variance(std::vector<float>(times * n, 0.3F), times, n) == 0.0);
}

BOOST_AUTO_TEST_CASE(the_variance_of_noise_is_found) {
    for (const double deviation : {0.3, 0.03, 0.003}) {
        const auto u = with_noise(waves(100.0), deviation);
        BOOST_TEST(lhits::noise_variance(u, times, n) == deviation * deviation,
                   boost::test_tools::tolerance(0.1));
    }
}

BOOST_AUTO_TEST_CASE(a_few_states_do_not_tell) {
    BOOST_TEST(std::isnan(lhits::noise_variance(std::vector<float>(15 * n, 1.0F), 15, n)));
}
