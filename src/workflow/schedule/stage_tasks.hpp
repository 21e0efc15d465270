// The tasks of the stages beside learn(), with the seconds that they take.
#pragma once

#include <vector>

#include "costs.hpp"
#include "lhits/parallel/schedule.hpp"
#include "lhits/workflow/run.hpp"

namespace lhits {

// Costs are seconds of a rank with a core of its own, as `costs` knows them (or measures them, on
// this rank). What a stage writes and waits for is left out.

/// generate() on `ranks` ranks: batches of trajectories.
std::vector<Task> generate_tasks(const Run& run, int ranks, Costs& costs);

/// couple(): rollouts that share their coarse part, each decoded and scored.
std::vector<Task> couple_tasks(const Run& run, Costs& costs);

/// forecast() on `ranks` ranks: coupled ones, single steppers, perfect model, direct solvers,
/// and the ensemble.
std::vector<Task> forecast_tasks(const Run& run, int ranks, Costs& costs);

}  // namespace lhits
