// The forecasts of all trajectories that are scored.
#pragma once

#include "lhits/workflow/part.hpp"
#include "lhits/workflow/run.hpp"

namespace lhits {

/// Collective: forecast.h5, or one part's results in checkpoints/; see forecast().
void score_forecasts(const Run& run, const Part& part);

}  // namespace lhits
