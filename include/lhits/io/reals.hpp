// Numbers to be written, in the precision that they are in.
#pragma once

#include <span>
#include <variant>

namespace lhits {

/// Files keep errors in squares in double precision, for the square of a float may be no float; and
/// states in single precision.
using Reals = std::variant<std::span<const float>, std::span<const double>>;

}  // namespace lhits
