// A sum of many numbers whose bits do not depend on their order.
#pragma once

#include <cmath>
#include <cstdint>

namespace lhits {

/// A fixed-point sum: `high` multiples of 2^-10 and `low` multiples of 2^-48. Adding integers is
/// exact, so any number of ranks may add up what they have, word by word, in any order. Each number
/// added is rounded once, by at most 2^-49; there is room for 2^25 numbers below 2^28.
struct ExactSum {
    std::int64_t high = 0;
    std::int64_t low = 0;

    void add(double value) {
        const double upper = std::nearbyint(std::ldexp(value, high_bits));
        const double rest = value - std::ldexp(upper, -high_bits);  // exact
        high += static_cast<std::int64_t>(upper);
        low += static_cast<std::int64_t>(std::nearbyint(std::ldexp(rest, low_bits)));
    }
    double value() const {
        return std::ldexp(static_cast<double>(high), -high_bits) +
               std::ldexp(static_cast<double>(low), -low_bits);
    }

private:
    static constexpr int high_bits = 10;
    static constexpr int low_bits = 48;
};

}  // namespace lhits
