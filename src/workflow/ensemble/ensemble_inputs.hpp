// What an ensemble forecast starts from: models, initial conditions, directions to perturb in.
#pragma once

#include <cstdint>
#include <span>
#include <optional>
#include <string>
#include <vector>

#include "lhits/hits/model_file.hpp"
#include "lhits/io/trajectory_reader.hpp"
#include "lhits/workflow/run.hpp"

namespace lhits {

struct EnsembleInputs {
    std::optional<TrajectoryReader> data;  ///< where the initial conditions are those of tests
    std::vector<std::string> paths;        ///< of the models
    std::vector<Model> models;             ///< at least one; all of the same states
    std::vector<float> starts;             ///< (initial conditions, row_size)
    std::size_t state_size = 0;            ///< n
    std::size_t known_size = 0;            ///< of a state and those before it
    std::size_t row_size = 0;              ///< of these and the parameters
    /// Principal directions of the data, or of a covariance, times their standard deviation,
    /// (directions, direction_size); empty unless asked for.
    std::vector<float> directions;
    std::size_t direction_size = 0;  ///< n; with delays of the data more
    std::int64_t checksum = 0;       ///< of the models and the initial conditions

    std::int64_t initial_conditions() const {
        return static_cast<std::int64_t>(starts.size() / row_size);
    }
    std::span<const float> start(std::int64_t initial_condition) const {
        return std::span(starts).subspan(static_cast<std::size_t>(initial_condition) * row_size,
                                         row_size);
    }
    std::vector<double> parameters(std::int64_t initial_condition) const {
        const auto own = start(initial_condition).subspan(known_size);
        return {own.begin(), own.end()};
    }
};

/// Steps of the ensemble's forecasts.
std::int64_t ensemble_steps(const Run& run);

/// Throws InputError unless what the deck has for each field fits the fields of the system: noise,
/// sizes of perturbations, fields of thresholds.
void check_fields(const Deck& deck, const System& system);

/// The number of the component of this name. Throws InputError, for a field of a threshold.
std::int32_t component_number(const StateLayout& layout, const std::string& field);

/// Throws InputError unless the deck's output points are elements of whole states, one of which
/// varies.
void check_output_points(const Deck& deck, const System& system);

/// The elements of whole states that the ensemble has.
std::vector<std::int64_t> output_elements(const Run& run);

/// Whether the initial conditions are those of test trajectories.
bool starts_from_test(const Run& run);

/// Collective. Throws InputError for a model or initial conditions of another state, grid, unit or
/// time between samples than this run's, or one that is not there.
EnsembleInputs read_ensemble_inputs(const Run& run);

}  // namespace lhits
