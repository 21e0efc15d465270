// The further training of an autoencoder together with all its steppers.
#pragma once

#include <functional>

#include "learning_plan.hpp"
#include "lhits/base/random.hpp"
#include "lhits/io/trajectory_reader.hpp"
#include "training_task.hpp"

namespace lhits {

/// Collective over the task's team: makes the part "fine-tuning" of a surrogate whose reduction and
/// steppers are finished; it holds these as they are after it. `stream_of` gives the random numbers
/// of the stepper number `level`.
void fine_tune(const Run& run, const TrajectoryReader& data, const LearningJob& job,
               const TrainingTask& task, Engine& engine,
               const std::function<RandomStream(std::size_t level)>& stream_of);

}  // namespace lhits
