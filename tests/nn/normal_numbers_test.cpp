#include "lhits/nn/normal_numbers.hpp"

#include <algorithm>
#include <cmath>

#include "lhits/base/aligned.hpp"
#include "lhits/base/random.hpp"
#include "lhits_test.hpp"

using namespace lhits;

// Moments and the distribution function itself (Kolmogorov and Smirnov: beyond 1.95 once in 1000).
LHITS_TEST(normal_numbers_are_normal, 1) {
    const RandomStream stream(3, Purpose::input_noise, 1);
    std::vector<std::uint32_t> bits;
    std::vector<float> values(400000);
    normal_numbers(stream, 0, values, bits);
    const auto count = static_cast<double>(values.size());
    double moments[5] = {};
    double neighbours = 0.0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const auto x = static_cast<double>(values[i]);
        for (int k = 1; k <= 4; ++k) moments[k] += std::pow(x, k) / count;
        neighbours += x * static_cast<double>(values[(i + 1) % values.size()]) / count;
    }
    const double error = 4.0 / std::sqrt(count);
    BOOST_TEST(std::abs(moments[1]) < error);
    BOOST_TEST(std::abs(moments[2] - 1.0) < std::sqrt(2.0) * error);
    BOOST_TEST(std::abs(moments[3]) < std::sqrt(15.0) * error);
    BOOST_TEST(std::abs(moments[4] - 3.0) < std::sqrt(96.0) * error);
    BOOST_TEST(std::abs(neighbours) < error);
    std::sort(values.begin(), values.end());
    double farthest = 0.0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const double below = 0.5 * std::erfc(-static_cast<double>(values[i]) / std::sqrt(2.0));
        farthest = std::max(farthest, std::abs(below - static_cast<double>(i) / count));
    }
    BOOST_TEST(farthest * std::sqrt(count) < 1.95);
    BOOST_TEST(values.back() < 5.9F);
}

// Of any number of values, the same each time, others at other steps.
LHITS_TEST(normal_numbers_are_those_of_their_step, 1) {
    const RandomStream stream(3, Purpose::input_noise, 1);
    std::vector<std::uint32_t> bits;
    for (const std::size_t size : {1U, 2U, 3U, 4U, 5U, 7U, 202U}) {
        AlignedVector<float> values(size + 1, 99.0F);
        AlignedVector<float> again(size);
        const std::span<float> own(values.data(), size);
        normal_numbers(stream, 8, own, bits);
        normal_numbers(stream, 8, again, bits);
        for (std::size_t i = 0; i < size; ++i) {
            BOOST_TEST(values[i] == again[i]);
            BOOST_TEST(std::abs(values[i]) < 6.0F);
        }
        BOOST_TEST(values[size] == 99.0F);
        normal_numbers(stream, 9, again, bits);
        BOOST_TEST(again[0] != values[0]);
    }
}
