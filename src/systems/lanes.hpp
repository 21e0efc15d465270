// Eight doubles, one for each of eight members, or eight neighbours in memory: every lane gets the
// same operations, so its bits do not depend on what the others hold.
#pragma once

#include <cstddef>

namespace lhits {

inline constexpr std::size_t lanes = 8;

/// May point into arrays of double, at multiples of 64 bytes.
using Lanes = double __attribute__((vector_size(lanes * sizeof(double)), may_alias));

}  // namespace lhits
