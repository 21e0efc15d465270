// Residual steppers: learned flow maps over one stride.
#pragma once

#include <cstdint>
#include <vector>

#include "lhits/hits/rollout.hpp"
#include "lhits/io/record.hpp"
#include "lhits/nn/engine.hpp"

namespace lhits {

/// How a training ended.
struct TrainingSummary {
    std::int64_t iterations = 0;   ///< done, which early stopping may make fewer than asked
    double loss_train = 0.0;       ///< of the last batch before the best validation
    double loss_validation = 0.0;  ///< of the parameters that were kept
    double seconds = 0.0;          ///< over all starts of the program
    /// Of all validations, as in TrainingState; empty where an earlier lhits trained.
    std::vector<double> history{};
};

/// z(t + stride dt) = z(t) + network(z(t)) (Eq. 12, Hamid et al. 2024) in normalised latent
/// coordinates; which columns of a row the network reads and changes: see Loss.
struct Stepper {
    std::int64_t stride = 1;
    Architecture network;
    Parameters parameters;
    TrainingSummary training;

    /// As a level of a rollout. Borrows this stepper and `engine`.
    Level level(Engine& engine) const;
};

Record training_summary_record(const TrainingSummary& summary);
TrainingSummary read_training_summary(const Record& record);
Record stepper_record(const Stepper& stepper);
/// Throws InputError when the record does not fit.
Stepper read_stepper(const Record& record);

}  // namespace lhits
