// Compiled with -ffast-math, so that logarithms, sines and cosines become vector ones.
#include "lhits/nn/normal_numbers.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "lhits/base/random.hpp"

namespace lhits {
namespace {

/// In (0, 1), of the upper 24 bits.
float uniform(std::uint32_t bits) {
    return (static_cast<float>(static_cast<std::int32_t>(bits >> 8U)) + 0.5F) * 0x1p-24F;
}

constexpr std::size_t lanes = 32;  // more than GCC takes apart before it looks for vector functions

/// Box and Muller: pairs of numbers from pairs of random integers. One function a loop, for there
/// are vector sines and cosines, but none that makes both.
void pairs_of(const std::uint32_t* first, const std::uint32_t* second, float* with_cosine,
              float* with_sine) {
    std::array<float, lanes> radius;
    std::array<float, lanes> angle;
    const auto turn = 2.0F * std::numbers::pi_v<float>;
    for (std::size_t l = 0; l < lanes; ++l) {
        radius[l] = std::sqrt(-2.0F * std::log(uniform(first[l])));
    }
    for (std::size_t l = 0; l < lanes; ++l) angle[l] = turn * uniform(second[l]);
    for (std::size_t l = 0; l < lanes; ++l) with_cosine[l] = radius[l] * std::cos(angle[l]);
    for (std::size_t l = 0; l < lanes; ++l) with_sine[l] = radius[l] * std::sin(angle[l]);
}

}  // namespace

void normal_numbers(const RandomStream& stream, std::uint64_t step, std::span<float> values,
                    std::vector<std::uint32_t>& bits) {
    // Of the first half and the second half of the random integers a pair each, whole blocks at
    // a time: what is beyond is not used.
    const std::size_t half = (values.size() + 3) / 4 * 2;
    bits.resize(2 * half + lanes);
    stream.bits(step, std::span(bits).first(2 * half));
    std::array<float, lanes> with_cosine;
    std::array<float, lanes> with_sine;
    const auto store = [&](const std::array<float, lanes>& from, std::size_t first,
                           std::size_t end) {
        if (first >= end) return;
        std::copy_n(from.data(), std::min(lanes, end - first), values.data() + first);
    };
    for (std::size_t i = 0; i < half; i += lanes) {
        pairs_of(bits.data() + i, bits.data() + half + i, with_cosine.data(), with_sine.data());
        store(with_cosine, i, std::min(half, values.size()));
        store(with_sine, half + i, values.size());
    }
}

}  // namespace lhits
