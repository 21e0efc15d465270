// The command that forecasts new states by a model file alone.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "lhits/io/states_file.hpp"

namespace lhits {

class Communicator;

struct StatesForecastRequest {
    std::string model;
    std::string surrogate;  ///< "z4"; empty: the only one
    StatesRequest states;
    std::string output;
    std::int64_t steps = 0;  ///< 0: as far as the model's run went
    std::int64_t every = 1;  ///< steps between two times of the file
    /// Only the elements nearest to these places, "0.5" or "0.5,1"; none: all.
    std::vector<std::string> points;
    double outside_quantile = 0.999;  ///< as [forecast] outside_quantile of a deck
};

/// Collective: rank 0 reads the model and the states; the initial conditions are shared out over
/// the ranks; what the file holds does not depend on their number. What exists is not overwritten.
/// Says what was chosen or guessed, which forecasts begin outside the training data or leave it,
/// and for how long they can be trusted. Throws InputError.
void forecast_states(const Communicator& ranks, const StatesForecastRequest& request);

}  // namespace lhits
