// The surrogates beside the solver that they stand for: when they are faster, and when they pay.
#pragma once

#include "json.hpp"
#include "lhits/workflow/run.hpp"

namespace lhits {

/// The object "direct_solver" of report.json: the solver of the deck over the test trajectories,
/// and the coarser ones as far as the first that blows up. Reads forecast.h5; serial. `variance` is
/// that of the data.
Json direct_solver_json(const Run& run, double variance);

/// Adds to the entry of a surrogate what the comparison with `direct` gives, as
/// direct_solver_json() made it: forecast.speed_up, equal_accuracy {level, seconds, speed_up},
/// spent_seconds and pays_off_after. `generate_seconds` is what the trajectories took; null:
/// not known.
///
/// Of equal accuracy is the cheapest solver whose mean squared error is at most the surrogate's and
/// whose median valid time is at least the surrogate's, as all finer ones' are; level 0, the solver
/// itself, is always taken to be. A surrogate that diverged has none (null). What was spent are the
/// trajectories, the trainings of this surrogate and the choice of its strides; it has paid off
/// after so many forecasts that they have saved as much, null where they save nothing.
void add_comparison(Json& entry, const Json& direct, const Json& generate_seconds);

}  // namespace lhits
