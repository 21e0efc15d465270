// Units of what is made of numbers that have one.
#pragma once

#include <string>

#include "lhits/base/state_layout.hpp"

namespace lhits {

/// Of the square of a number in `units`, as UDUNITS reads it: "1" of "1", "K2" of "K", "(m s-1)2"
/// of "m s-1". For people `two` is "²".
std::string square_of(const std::string& units, const std::string& two = "2");

/// Of one over such a number: "1/(s)" of "s".
std::string per(const std::string& units);

/// What stands behind a number: a blank and the unit; nothing for "1".
std::string with_blank(const std::string& units);

/// Whether all components of a state are in the same unit.
bool have_common_units(const StateLayout& layout);

/// Of a number over all components of a state, as an error is: their unit; "1" where they differ,
/// for then it adds up numbers whose units differ.
std::string common_units(const StateLayout& layout);

}  // namespace lhits
