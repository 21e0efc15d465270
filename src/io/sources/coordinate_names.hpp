// What arrays of times and places are called.
#pragma once

#include <string>

namespace lhits {

/// The dimension that a variable of this name has the times or the places of: "time" for t, Time,
/// tspan or sim_time, "x" for X or x-coordinate; empty: the name says nothing.
std::string coordinate_of(const std::string& name);

}  // namespace lhits
