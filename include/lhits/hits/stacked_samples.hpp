// The samples of the objectives, for networks that are trained in stacks.
#pragma once

#include <cstdint>

#include "lhits/hits/sample_draws.hpp"
#include "lhits/hits/stepper_objective.hpp"
#include "lhits/nn/stacked_training.hpp"

namespace lhits {

/// The samples that a StepperObjective of the same arguments takes; rows are samples of the latent
/// trajectories, in their order.
StackedSamples stepper_samples(const Windows& train, const Windows& validation, std::int64_t batch,
                               const SampleDraws& draws);

/// The samples that a ReconstructionObjective takes from so many rows of training and validation.
StackedSamples reconstruction_samples(std::int64_t train, std::int64_t validation,
                                      std::int64_t batch, const SampleDraws& draws);

}  // namespace lhits
