// A training as a task of a pool: goes on from its checkpoint, is saved now and then.
#pragma once

#include <functional>

#include "lhits/config/deck.hpp"
#include "lhits/hits/stepper.hpp"
#include "lhits/nn/training.hpp"
#include "lhits/parallel/communicator.hpp"
#include "lhits/parallel/task_pool.hpp"
#include "model_store.hpp"

namespace lhits {

struct TrainingTask {
    const Communicator& team;
    TaskPool& pool;
    int index;  ///< in the pool
    Progress* progress;
    const ModelStore& store;
    ModelPart part;
    double checkpoint_seconds;
};

/// Collective over the task's team: trains from its checkpoint, or from `initial`, to the end. When
/// the run ends early (a stop signal, a failure elsewhere), the state is saved before that is
/// thrown.
TrainingState run_training(const TrainingTask& task, Objective& objective,
                           const TrainingKeys& recipe, const std::function<Parameters()>& initial);

TrainingSummary summary_of(const TrainingState& state);

}  // namespace lhits
