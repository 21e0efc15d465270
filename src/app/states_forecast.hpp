// The options of `lhits forecast` that forecast new states by a model file, without a deck.
#pragma once

#include <memory>

#include "lhits/parallel/communicator.hpp"
#include "lhits/workflow/states_forecast.hpp"

namespace CLI {
class App;
}

namespace lhits {

struct StatesForecastArguments {
    StatesForecastRequest request;

    /// Whether a model was given instead of a deck.
    bool is_asked() const { return !request.model.empty(); }
    /// Collective.
    void run(const Communicator& ranks) const;
};

/// Adds them to a command that has an option DECK, which is not required any more.
std::shared_ptr<StatesForecastArguments> add_states_forecast(CLI::App& command);

}  // namespace lhits
