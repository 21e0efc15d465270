// What a deck asks to be trained, as the tasks of a pool.
#pragma once

#include <span>
#include <vector>

#include "lhits/nn/autoencoder_network.hpp"
#include "lhits/parallel/task_pool.hpp"
#include "lhits/workflow/run.hpp"
#include "lhits/workflow/stages.hpp"
#include "../model_store.hpp"

namespace lhits {

/// One part of the model to be made, or several steppers of one surrogate at once.
struct LearningJob {
    enum class Kind { components, dimension, reduction, steppers, fine_tuning };
    Kind kind = Kind::components;
    std::size_t run = 0;  ///< its number among the runs
    std::vector<ModelPart> parts{};
    SurrogatePlan plan{};               ///< of reductions, steppers and fine-tunings
    std::vector<std::size_t> levels{};  ///< of steppers, one a part: counts into the strides
};

/// The ranks that train a network together. Teams for steppers lie within those for reductions.
struct LearningTeams {
    int reductions = 1;
    int steppers = 1;  ///< a divisor of the other
};

/// Jobs, and task number i of the pool for job number i: principal components and autoencoders
/// (also that for the dimension) at level 0, for the teams of reductions, the others at level 1.
/// Costs are set by the arithmetic alone. Where networks are stacked, the steppers of a surrogate
/// are dealt out in one stack for each of `ranks`.
struct LearningJobs {
    std::vector<LearningJob> jobs;
    std::vector<Task> tasks;
};

LearningJobs learning_jobs(std::span<const Run> runs, Learning what, int ranks);

AutoencoderNetwork autoencoder_of(const Run& run, const SurrogatePlan& plan);
AutoencoderNetwork dimension_network_of(const Run& run);
Architecture stepper_of(const Run& run, const SurrogatePlan& plan);

/// Whether the deck asks for a fine-tuning, and the surrogate has an autoencoder.
bool is_fine_tuned(const Run& run, const SurrogatePlan& plan);

/// Snapshots in the training trajectories.
std::int64_t training_snapshots(const Run& run);

}  // namespace lhits
