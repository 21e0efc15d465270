// Learns how far the forecasts of each surrogate can be trusted: the part "trust" of a model.
#pragma once

#include <map>
#include <string>

#include "lhits/hits/surrogate.hpp"
#include "lhits/workflow/run.hpp"

namespace lhits {

inline constexpr const char* trust_item = "trust";

/// How many states of each training trajectory it looks at: as many as make up to four million
/// latent coordinates in all, so that to learn from them takes seconds; but not so few that they
/// say nothing.
std::int64_t spread_times(const Run& run, std::int64_t latent);

/// Collective: makes the parts that are not there, each on one rank, from the training and the
/// validation trajectories; the strides of the protocol "unseen" are chosen. Adds them to model.h5.
/// `variance` is that of the training data, `seconds` what the stage has taken so far.
void learn_trust(const Run& run, std::map<std::string, Surrogate>& surrogates, double variance,
                 double seconds);

}  // namespace lhits
