// A training as a task of a pool: goes on from its checkpoint, is saved now and then.
#pragma once

#include <cstddef>
#include <functional>
#include <span>

#include "lhits/config/deck.hpp"
#include "lhits/hits/stepper.hpp"
#include "lhits/nn/stacked_training.hpp"
#include "lhits/nn/training.hpp"
#include "lhits/parallel/communicator.hpp"
#include "../model_store.hpp"
#include "../stage_plan.hpp"

namespace lhits {

struct TrainingTask {
    const Communicator& team;
    const Tick& tick;
    const ModelStore& store;
    double checkpoint_seconds;
};

/// Collective over the task's team: trains `part` from its checkpoint, or from `initial`, to the
/// end. When the run ends early (a stop signal, a failure elsewhere), the state is saved before
/// that is thrown.
TrainingState run_training(const TrainingTask& task, const ModelPart& part, Objective& objective,
                           const TrainingKeys& recipe,
                           const std::function<TrainingState()>& initial,
                           double weight_decay = 0.0);

/// The same for networks that are trained at once, by one rank: networks[i] makes parts[i]. Their
/// states are the initial ones where there is no checkpoint. `finished` is called with the number
/// of each network when it has finished.
void run_stacked_training(const TrainingTask& task, std::span<const ModelPart> parts,
                          std::span<StackedNetwork> networks, const StackFactory& make_stack,
                          const TrainingKeys& recipe,
                          const std::function<void(std::size_t)>& finished);

TrainingSummary summary_of(const TrainingState& state);

}  // namespace lhits
