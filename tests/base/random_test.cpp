#include "lhits/base/random.hpp"

#include <cmath>
#include <set>
#include <vector>

#include "lhits_test.hpp"

using lhits::Purpose;
using lhits::RandomStream;

// Known answers of Philox 4x32-10 (Random123's kat_vectors): key and counter all zero, and all one.
LHITS_TEST(random_known_answers, 1) {
    const RandomStream zero(0, Purpose{0}, 0);
    const std::array<std::uint32_t, 4> expected{0x6627e8d5U, 0xe169c58dU, 0xbc57ac4cU, 0x9b00dbd8U};
    BOOST_TEST(zero.bits(0) == expected, boost::test_tools::per_element());
    const RandomStream ones(~0ULL, Purpose{0xffffffffU}, 0xffffffffU);
    const std::array<std::uint32_t, 4> all{0x408f276dU, 0x41c83b0eU, 0xa20bc7c6U, 0x6d5451fdU};
    BOOST_TEST(ones.bits(~0ULL) == all, boost::test_tools::per_element());
}

LHITS_TEST(random_streams_differ, 1) {
    std::set<double> drawn;
    for (const auto purpose : {Purpose::weights, Purpose::batch}) {
        for (std::uint32_t index = 0; index < 4; ++index) {
            for (std::uint64_t step = 0; step < 4; ++step) {
                drawn.insert(RandomStream(7, purpose, index).uniform(step));
                drawn.insert(RandomStream(8, purpose, index).uniform(step));
            }
        }
    }
    BOOST_TEST(drawn.size() == 64U);
}

LHITS_TEST(random_moments, 1) {
    const RandomStream stream(1, Purpose::batch, 0);
    constexpr int n = 100'000;
    double sum = 0.0;
    double squares = 0.0;
    for (int i = 0; i < n; ++i) {
        const double x = stream.uniform(static_cast<std::uint64_t>(i));
        BOOST_REQUIRE(x >= 0.0 && x < 1.0);
        sum += x;
        squares += x * x;
        BOOST_REQUIRE(stream.below(static_cast<std::uint64_t>(i), 7) < 7);
    }
    BOOST_TEST(std::abs(sum / n - 0.5) < 5.0 / std::sqrt(12.0 * n));
    BOOST_TEST(std::abs(squares / n - 1.0 / 3.0) < 5.0 * std::sqrt(4.0 / 45.0 / n));
}

LHITS_TEST(random_normal_numbers, 1) {
    const lhits::RandomStream stream(5, lhits::Purpose::perturbation, 2);
    constexpr std::size_t count = 1U << 18U;
    std::vector<float> values(count);
    stream.normal(10, values);
    std::vector<float> part(7);
    stream.normal(12, part);
    for (std::size_t i = 0; i < part.size(); ++i) BOOST_TEST(part[i] == values[8 + i]);
    double moments[4] = {0.0, 0.0, 0.0, 0.0};
    double neighbours = 0.0;
    for (std::size_t i = 0; i < count; ++i) {
        double power = 1.0;
        for (double& moment : moments) moment += (power *= static_cast<double>(values[i])) / count;
        neighbours += static_cast<double>(values[i]) * static_cast<double>(values[i ^ 1U]) / count;
    }
    const double error = 4.0 / std::sqrt(static_cast<double>(count));  // four standard errors
    BOOST_TEST(std::abs(moments[0]) < error);
    BOOST_TEST(std::abs(moments[1] - 1.0) < std::sqrt(2.0) * error);
    BOOST_TEST(std::abs(moments[2]) < std::sqrt(15.0) * error);
    BOOST_TEST(std::abs(moments[3] - 3.0) < std::sqrt(96.0) * error);
    BOOST_TEST(std::abs(neighbours) < 2.0 * error);  // i and its neighbour are counted twice
}
