// How long trainings take, by team.
#pragma once

#include "learning_plan.hpp"

namespace lhits {

/// Seconds of a job in a team of `ranks`, each with a core of its own: iterations and validations
/// of its networks as `costs` knows them (or measures them, on this rank and on made-up data), the
/// sums over the team, and what is done with all snapshots at the end of a reduction.
double seconds_of_job(const Run& run, const LearningJob& job, int ranks, Costs& costs);

}  // namespace lhits
