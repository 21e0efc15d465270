// What a deck asks to be trained, as the tasks of a pool.
#pragma once

#include <span>
#include <vector>

#include "lhits/workflow/run.hpp"
#include "lhits/workflow/stages.hpp"
#include "../costs/costs.hpp"
#include "../model_store.hpp"
#include "../stage_plan.hpp"

namespace lhits {

/// One part of the model to be made, or several steppers of one surrogate at once.
struct LearningJob {
    enum class Kind { components, dimension, reduction, steppers, fine_tuning };
    Kind kind = Kind::components;
    std::size_t run = 0;  ///< its number among the runs
    std::vector<ModelPart> parts{};
    SurrogatePlan plan{};               ///< of reductions, steppers and fine-tunings
    std::vector<std::size_t> levels{};  ///< of steppers, one a part: counts into the strides

    bool trains_steppers() const { return kind == Kind::steppers || kind == Kind::fine_tuning; }
};

/// The ranks that train a network together. Teams for steppers lie within those for reductions.
struct LearningTeams {
    int reductions = 1;
    int steppers = 1;  ///< a divisor of the other
};

/// Principal components and autoencoders (also that for the dimension) are tasks of level 0, for
/// the teams of reductions, the others of level 1.
using LearningPlan = Plan<LearningJob>;

/// Costs are seconds of a single rank. Where networks are stacked, the steppers of a surrogate are
/// dealt out in one stack for each of `ranks`.
LearningPlan learning_plan(std::span<const Run> runs, Learning what, int ranks, Costs& costs);

}  // namespace lhits
