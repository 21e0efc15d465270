// What an ensemble forecast starts from: models, initial conditions, directions to perturb in.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "lhits/hits/model_file.hpp"
#include "lhits/workflow/run.hpp"

namespace lhits {

struct EnsembleInputs {
    std::vector<std::string> paths;  ///< of the models
    std::vector<Model> models;       ///< at least one; all of the same states
    std::vector<float> states;       ///< (initial conditions, n)
    std::size_t state_size = 0;
    /// Principal directions times their standard deviation, (directions, n); empty unless asked
    /// for.
    std::vector<float> directions;
    std::int64_t checksum = 0;  ///< of the models and the initial conditions

    std::int64_t initial_conditions() const {
        return static_cast<std::int64_t>(states.size() / state_size);
    }
    std::span<const float> state(std::int64_t initial_condition) const {
        return std::span(states).subspan(static_cast<std::size_t>(initial_condition) * state_size,
                                         state_size);
    }
};

/// Steps of the ensemble's forecasts.
std::int64_t ensemble_steps(const Run& run);

/// The elements of the state that are decoded.
std::vector<std::int64_t> output_elements(const Run& run);

/// Whether the initial conditions are those of test trajectories.
bool starts_from_test(const Run& run);

/// Collective. Throws InputError for a model or initial conditions of another state, grid, unit or
/// time between samples than this run's, or one that is not there.
EnsembleInputs read_ensemble_inputs(const Run& run);

}  // namespace lhits
