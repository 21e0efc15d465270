// Learns how far the forecasts of each surrogate can be trusted: the part "trust" of a model.
#pragma once

#include <map>
#include <string>

#include "lhits/hits/surrogate.hpp"
#include "lhits/io/trajectory_reader.hpp"
#include "lhits/workflow/run.hpp"

namespace lhits {

inline constexpr const char* trust_item = "trust";

/// How many states of each of some training trajectories of `steps` steps it looks at: as many as
/// make up to four million latent coordinates in all, so that to learn from them takes seconds; but
/// not so few that they say nothing.
std::int64_t spread_times(std::int64_t trajectories, std::int64_t steps, std::int64_t latent);

/// Collective: makes the parts that are not there, each on one rank, from the training and the
/// validation trajectories; the strides of the protocol "unseen" are chosen. Adds them to model.h5.
/// `variance` is that of the training data, `seconds` what the stage has taken so far.
void learn_trust(const Run& run, const TrajectoryReader& data,
                 std::map<std::string, Surrogate>& surrogates, double variance, double seconds);

}  // namespace lhits
