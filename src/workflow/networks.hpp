// The networks that a deck asks for.
#pragma once

#include <cstddef>
#include <cstdint>

#include "lhits/nn/autoencoder_network.hpp"
#include "lhits/workflow/run.hpp"

namespace lhits {

/// Elements of a state and of those before it that a moment is known by.
std::size_t embedding_size(const Run& run);

/// What an autoencoder is shown of a moment: the state and those before it, and the parameters
/// where it is told these.
std::size_t snapshot_size(const Run& run);

/// Snapshots in the training trajectories, and in those for validation.
std::int64_t training_snapshots(const Run& run);
std::int64_t validation_snapshots(const Run& run);

AutoencoderNetwork autoencoder_of(const Run& run, const SurrogatePlan& plan);
/// The one that estimates the dimension of the data.
AutoencoderNetwork dimension_network_of(const Run& run);
Architecture stepper_of(const Run& run, const SurrogatePlan& plan);

/// Whether the deck asks for a fine-tuning, and the surrogate has an autoencoder.
bool is_fine_tuned(const Run& run, const SurrogatePlan& plan);

}  // namespace lhits
