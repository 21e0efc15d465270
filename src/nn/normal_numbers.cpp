// Compiled with -ffast-math, so that logarithms, sines and cosines become vector ones.
#include "lhits/nn/normal_numbers.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "lhits/base/random.hpp"

namespace lhits {
namespace {

/// In (0, 1), of the upper 24 bits.
float uniform(std::uint32_t bits) {
    return (static_cast<float>(static_cast<std::int32_t>(bits >> 8U)) + 0.5F) * 0x1p-24F;
}

}  // namespace

void normal_numbers(const RandomStream& stream, std::uint64_t step, std::span<float> values,
                    std::vector<std::uint32_t>& bits) {
    // Box and Muller: of the first half and the second half of the random integers a pair each.
    const std::size_t half = (values.size() + 3) / 4 * 2;
    bits.resize(2 * half);
    for (std::size_t i = 0; i < 2 * half; i += 4, ++step) {
        const auto drawn = stream.bits(step);
        std::copy(drawn.begin(), drawn.end(), bits.begin() + static_cast<std::ptrdiff_t>(i));
    }
    const std::uint32_t* const first = bits.data();
    const std::uint32_t* const second = first + half;
    float* const to = values.data();
    const auto turn = 2.0F * std::numbers::pi_v<float>;
    const std::size_t paired = values.size() - std::min(half, values.size());
#pragma GCC ivdep
    for (std::size_t i = 0; i < paired; ++i) {
        const float radius = std::sqrt(-2.0F * std::log(uniform(first[i])));
        const float angle = turn * uniform(second[i]);
        to[i] = radius * std::cos(angle);
        to[half + i] = radius * std::sin(angle);
    }
    for (std::size_t i = paired; i < std::min(half, values.size()); ++i) {
        to[i] =
            std::sqrt(-2.0F * std::log(uniform(first[i]))) * std::cos(turn * uniform(second[i]));
    }
}

}  // namespace lhits
