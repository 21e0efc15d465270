// What the trajectories of a run start from.
#pragma once

#include <cstdint>
#include <vector>

#include "lhits/workflow/run.hpp"

namespace lhits {

/// The parameters mu of a trajectory: given in the deck or with it, or drawn; the same on every
/// rank. Empty where trajectories have none.
std::vector<double> parameters_of(const Run& run, Split split, std::int64_t trajectory);

/// Of all trajectories of a split, (trajectories, parameters).
std::vector<double> parameters_of(const Run& run, Split split);

/// A state of the system's family of initial conditions, and behind it the parameters.
std::vector<double> drawn_start(const Run& run, Split split, std::int64_t trajectory);

}  // namespace lhits
