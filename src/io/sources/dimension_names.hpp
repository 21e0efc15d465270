// What dimensions are by convention, as their names tell.
#pragma once

#include <string>

namespace lhits {

/// Whether a variable or dimension of that name has times, in any case of letters.
bool is_time_name(const std::string& name);

/// Whether a dimension counts trajectories, or members of an ensemble.
bool is_trajectory_name(const std::string& name);

/// Whether a dimension counts components of a vector, or fields.
bool is_component_name(const std::string& name);

}  // namespace lhits
