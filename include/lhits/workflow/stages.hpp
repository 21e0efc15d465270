// The stages of a run, in their order. Each is collective over the run's ranks, finds out by itself
// what is done already, goes on from there, and throws InputError when its input is not there.
#pragma once

#include <cstdint>
#include <span>

#include "lhits/workflow/part.hpp"

namespace lhits {

struct Run;

/// trajectories.h5 from the system.
void generate(const Run& run);

/// Which trainings learn() does.
enum class Learning { reductions, steppers, both };

/// model.h5 of each run, all trainings of all runs through one task pool: the reductions, the
/// steppers of existing ones, or both, where the steppers of a latent dimension start when its
/// reduction is done.
void learn(std::span<const Run> runs, Learning what);

/// Chooses the strides that are coupled, on validation trajectories; adds them to model.h5.
void couple(const Run& run);

/// forecast.h5: the forecasts of all test trajectories, coupled and by each stepper alone. Of one
/// of several parts only the results, in checkpoints/: several may be made at the same time in one
/// run directory, and the whole takes what they have left. Then the ensemble forecast that the deck
/// asks for, in the same way. With [forecast] models and no model.h5 of its own, only that one.
void forecast(const Run& run, const Part& part = {});

/// Whether forecasts and ensemble are there as the deck asks for them, and no checkpoint is left
/// over (of a run that was killed at its very end). Serial.
bool is_forecast(const Run& run);

/// One member of the ensemble that the deck asks for alone, from every initial condition: the file
/// member-J.h5 in the run directory. Its bits are those that it has in the ensemble.
void forecast_member(const Run& run, std::int64_t member);

/// report.json and report.md; logs a summary.
void report(const Run& run);

}  // namespace lhits
