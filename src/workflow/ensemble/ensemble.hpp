// The ensemble forecast of a run.
#pragma once

#include "lhits/workflow/part.hpp"
#include "lhits/workflow/run.hpp"

namespace lhits {

/// Collective, where the deck asks for one: the file of the ensemble in the run directory. Of one
/// of several parts only what was gathered, in checkpoints/. Goes on with what earlier runs have
/// left there. Throws InputError for what is missing or does not fit.
void forecast_ensemble(const Run& run, const Part& part);

}  // namespace lhits
