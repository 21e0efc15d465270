// What a deck asks to be trained, as the tasks of a pool.
#pragma once

#include <span>
#include <vector>

#include "lhits/nn/network.hpp"
#include "lhits/parallel/task_pool.hpp"
#include "lhits/workflow/run.hpp"
#include "lhits/workflow/stages.hpp"
#include "../model_store.hpp"

namespace lhits {

/// One part of the model to be made, or several steppers of one surrogate at once.
struct LearningJob {
    enum class Kind { components, reduction, steppers };
    Kind kind = Kind::components;
    std::size_t run = 0;  ///< its number among the runs
    std::vector<ModelPart> parts{};
    SurrogatePlan plan{};               ///< not for the components
    std::vector<std::size_t> levels{};  ///< of steppers, one a part: counts into the strides
};

/// Jobs, and task number i of the pool for job number i. Principal components and autoencoders are
/// for teams and steppers for single ranks; where networks are stacked, an autoencoder is for one
/// rank, and the steppers of a surrogate are dealt out in one stack for each rank.
struct LearningJobs {
    std::vector<LearningJob> jobs;
    std::vector<Task> tasks;
};

LearningJobs learning_jobs(std::span<const Run> runs, Learning what);

/// The ranks that train one autoencoder together: what the (first) deck says, or all ranks shared
/// out evenly over the autoencoders.
int team_size(std::span<const Run> runs);

Architecture autoencoder_of(const Run& run, const SurrogatePlan& plan);
Architecture stepper_of(const Run& run, const SurrogatePlan& plan);

/// Snapshots in the training trajectories.
std::int64_t training_snapshots(const Run& run);

}  // namespace lhits
