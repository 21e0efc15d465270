// What a deck says about an ensemble forecast.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "lhits/config/keys.hpp"

namespace lhits {

/// The keys of [forecast] that ask for an ensemble forecast, into a file of its own.
struct EnsembleKeys final : Described {
    std::string file = "ensemble.h5";  ///< in the run directory
    /// "test": the first states of the test trajectories, whose truth is known; "drawn" by the
    /// system; or a file or a folder with states, as [system] initial_conditions.
    std::string initial_conditions = "test";
    std::int64_t initial_condition_count = 0;  ///< the first so many; 0: all that there are
    /// Of initial conditions from a file: one setting for all, or one after the other.
    std::vector<double> parameters;
    std::int64_t steps = 0;    ///< 0: system.steps
    std::int64_t members = 1;  ///< of each initial condition
    /// "none", "state", "latent", "pca", or a file with one for each member.
    std::string perturbation = "none";
    /// Standard deviation: "state" in the state's units, one for all components or one for each;
    /// "latent" and "pca" in standard deviations of the training data along the coordinate or the
    /// direction.
    std::vector<double> perturbation_size{0.0};
    std::int64_t perturbation_directions = 0;  ///< leading ones of "pca"; 0: all that are known
    /// Largest disagreement of members' adaptive steps, in standard deviations of the latent
    /// coordinates; 0: they take the coupled strides.
    double tolerance = 0.0;
    std::vector<std::string> models;            ///< model files, which members take in turn
    std::int64_t output_every = 1;              ///< steps between outputs
    std::vector<std::int64_t> output_points;    ///< elements of the state; none: all
    std::int64_t keep_members = 0;              ///< the first so many are written whole
    std::vector<double> quantiles;              ///< levels, for example 0.1, 0.5, 0.9
    std::vector<double> thresholds;             ///< whose exceeding has a probability
    std::vector<std::string> threshold_fields;  ///< the component of each; none: all of them
    double memory = 1.0;                        ///< GiB that a rank may use for it
    void describe(Keys& keys) override;

    /// Whether `perturbation` names a file.
    bool perturbation_file() const {
        return perturbation != "none" && perturbation != "state" && perturbation != "latent" &&
               perturbation != "pca";
    }
    /// Whether there is one: with one member of a test state there is nothing to add.
    bool asked() const {
        return members > 1 || initial_conditions != "test" || !models.empty() ||
               perturbation != "none";
    }
};

}  // namespace lhits
