// The sizes of data that 32-bit numbers have room for.
#pragma once

namespace lhits {

/// Of the largest numbers of a state. Floats go from 1e-38 to 3e38; what is worked out of states,
/// errors a millionth of their size and sums over their elements, must be floats too.
inline constexpr double least_size = 1e-30;
inline constexpr double largest_size = 1e36;

inline bool is_of_usable_size(double size) { return size >= least_size && size <= largest_size; }

}  // namespace lhits
