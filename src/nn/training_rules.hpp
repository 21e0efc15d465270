// What every training loop does alike, whoever computes its gradients.
#pragma once

#include <string>

#include "lhits/nn/training.hpp"

namespace lhits {

/// The numbers of Adam (Kingma and Ba, 2015, Algorithm 1) that depend on the iteration; the bias
/// corrections of both moments are in them.
struct AdamNumbers {
    float rate;
    float epsilon;
};

AdamNumbers adam_numbers(const TrainingSettings& settings, std::int64_t iteration);

/// Throws Failure, saying what to do, when a loss is not a number. `kind`: "training",
/// "validation".
void require_number(double loss, const char* kind, const TrainingState& state,
                    const TrainingSettings& settings, const std::string& what);

/// Whether the parameters are validated after so many iterations.
bool validation_is_due(const TrainingSettings& settings, std::int64_t iterations_done);

/// Enters a validation of the present parameters: history, best parameters, whether to go on.
void enter_validation(const TrainingSettings& settings, TrainingState& state, double training_loss,
                      double validation_loss, const std::string& what);

}  // namespace lhits
