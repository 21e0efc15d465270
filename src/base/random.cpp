#include "lhits/base/random.hpp"

#include <Random123/philox.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <stdexcept>

#include "lhits/base/ivdep.hpp"

namespace lhits {

RandomStream::RandomStream(std::uint64_t seed, Purpose purpose, std::uint32_t index)
    : seed_(seed), purpose_(purpose), index_(index) {}

std::array<std::uint32_t, 4> RandomStream::bits(std::uint64_t step) const {
    std::array<std::uint32_t, 4> drawn{};
    bits(step, drawn);
    return drawn;
}

void RandomStream::bits(std::uint64_t step, std::span<std::uint32_t> values) const {
    if (values.size() % 4 != 0) {
        throw std::invalid_argument("random bits: expected room for four of each step");
    }
    const r123::Philox4x32::key_type key{
        {static_cast<std::uint32_t>(seed_), static_cast<std::uint32_t>(seed_ >> 32U)}};
    const std::uint32_t index = index_;
    const auto purpose = static_cast<std::uint32_t>(purpose_);
    std::uint32_t* const to = values.data();
    const std::size_t steps = values.size() / 4;
    LHITS_IVDEP
    for (std::size_t i = 0; i < steps; ++i) {  // in vector registers
        const std::uint64_t own = step + i;
        const r123::Philox4x32::ctr_type counter{{static_cast<std::uint32_t>(own),
                                                  static_cast<std::uint32_t>(own >> 32U), index,
                                                  purpose}};
        const auto drawn = r123::Philox4x32{}(counter, key);
        to[4 * i] = drawn[0];
        to[4 * i + 1] = drawn[1];
        to[4 * i + 2] = drawn[2];
        to[4 * i + 3] = drawn[3];
    }
}

double RandomStream::uniform(std::uint64_t step) const {
    const auto b = bits(step);
    const std::uint64_t wide = (static_cast<std::uint64_t>(b[0]) << 32U | b[1]) >> 11U;
    return static_cast<double>(wide) * 0x1.0p-53;
}

void RandomStream::normal(std::uint64_t step, std::span<float> values) const {
    for (std::size_t first = 0; first < values.size(); first += 4, ++step) {
        const auto drawn = bits(step);
        const std::size_t count = std::min<std::size_t>(4, values.size() - first);
        for (std::size_t i = 0; i < count; ++i) {
            const std::size_t pair = i / 2 * 2;
            const double radius =
                std::sqrt(-2.0 * std::log((static_cast<double>(drawn[pair]) + 1.0) * 0x1.0p-32));
            const double angle =
                2.0 * std::numbers::pi * static_cast<double>(drawn[pair + 1]) * 0x1.0p-32;
            values[first + i] =
                static_cast<float>(radius * (i == pair ? std::cos(angle) : std::sin(angle)));
        }
    }
}

std::uint64_t RandomStream::below(std::uint64_t step, std::uint64_t n) const {
    const auto b = bits(step);
    const std::uint64_t wide = static_cast<std::uint64_t>(b[0]) << 32U | b[1];
    __extension__ using Product = unsigned __int128;
    return static_cast<std::uint64_t>(static_cast<Product>(wide) * n >> 64U);
}

}  // namespace lhits
