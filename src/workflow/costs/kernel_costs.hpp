// What the pieces of forecasts take, in seconds of a rank with a core of its own.
#pragma once

#include <cstdint>

#include "costs.hpp"
#include "lhits/nn/network.hpp"
#include "lhits/workflow/run.hpp"

namespace lhits {

/// Of a network forward, for so many rows at once.
double evaluation_seconds(const Architecture& network, std::int64_t rows, Costs& costs);

/// Of trajectories over `steps` that the solver integrates together, or that are read from a file.
double solver_seconds(const Run& run, std::int64_t members, std::int64_t steps, Costs& costs);

/// Of so many states, encoded or decoded at once.
double encoding_seconds(const Run& run, const SurrogatePlan& plan, std::int64_t rows, Costs& costs);
double decoding_seconds(const Run& run, const SurrogatePlan& plan, std::int64_t rows, Costs& costs);

/// Of members that are rolled out together over `steps` by the strides from number `finest` to
/// number `coarsest`.
struct RolloutSize {
    std::int64_t members = 1;
    std::int64_t steps = 0;
    std::size_t finest = 0;
    std::size_t coarsest = 0;
};
double rollout_seconds(const Run& run, const SurrogatePlan& plan, const RolloutSize& size,
                       Costs& costs);

/// Of the errors of so many states.
double scoring_seconds(const Run& run, std::int64_t rows, Costs& costs);

}  // namespace lhits
