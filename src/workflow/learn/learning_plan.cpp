#include "learning_plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "lhits/hits/reduction.hpp"
#include "../networks.hpp"
#include "../principal_components_part.hpp"
#include "training_costs.hpp"

namespace lhits {
namespace {

/// Which steppers are trained by one task: each for itself, or all in as many stacks as there are
/// ranks, of equal length as far as may be.
std::vector<std::vector<std::size_t>> dealt_levels(const Run& run, int ranks) {
    const auto& keys = run.deck.steppers;
    std::vector<std::vector<std::size_t>> hands;
    if (!run.stacked()) {
        for (std::size_t level = 0; level < keys.strides.size(); ++level) hands.push_back({level});
        return hands;
    }
    std::vector<std::size_t> levels(keys.strides.size());
    std::iota(levels.begin(), levels.end(), 0);
    std::stable_sort(levels.begin(), levels.end(), [&](std::size_t a, std::size_t b) {
        return keys.window_of(a) > keys.window_of(b);
    });
    hands.resize(std::min(levels.size(), static_cast<std::size_t>(ranks)));
    std::vector<std::int64_t> lengths(hands.size(), 0);
    for (const auto level : levels) {
        const auto least = std::min_element(lengths.begin(), lengths.end()) - lengths.begin();
        hands[static_cast<std::size_t>(least)].push_back(level);
        lengths[static_cast<std::size_t>(least)] += keys.window_of(level);
    }
    return hands;
}

class Planner {
public:
    Planner(std::span<const Run> runs, Learning what, int ranks, Costs& costs)
        : runs_(runs), what_(what), ranks_(ranks), costs_(costs) {}

    LearningPlan plan() {
        for (std::size_t number = 0; number < runs_.size(); ++number) add_run(number);
        return std::move(plan_);
    }

private:
    using Kind = LearningJob::Kind;

    void add_run(std::size_t number) {
        const Run& run = runs_[number];
        const bool reductions = what_ != Learning::steppers;
        int components = -1;
        if (reductions) components = add({Kind::components, number, {{"", pca_item}}}, {}, 0);
        if (reductions && run.deck.reduction.dimension.estimate) {
            add({Kind::dimension, number, {{"", dimension_item}}}, {}, 0);
        }
        for (const auto& plan : surrogate_plans(run)) {
            std::vector<int> needs;
            if (reductions) needs = {add_reduction(number, plan, components)};
            if (what_ == Learning::reductions) continue;
            auto steppers = add_steppers(number, plan, needs);
            if (!is_fine_tuned(run, plan)) continue;
            add({Kind::fine_tuning, number, {{plan.name, fine_tuning_item}}, plan},
                std::move(steppers), 1);
        }
    }

    int add_reduction(std::size_t number, const SurrogatePlan& plan, int components) {
        const LearningJob job{Kind::reduction, number, {{plan.name, "reduction"}}, plan};
        if (is_autoencoder(plan.kind)) return add(job, {}, 0);
        return add(job, plan.kind == "pca" ? std::vector<int>{components} : std::vector<int>{}, 1);
    }

    std::vector<int> add_steppers(std::size_t number, const SurrogatePlan& plan,
                                  const std::vector<int>& needs) {
        const Run& run = runs_[number];
        std::vector<int> tasks;
        for (const auto& levels : dealt_levels(run, ranks_)) {
            LearningJob job{Kind::steppers, number, {}, plan, levels};
            for (const auto level : levels) {
                job.parts.push_back(
                    {plan.name, fmt::format("stepper-{}", run.deck.steppers.strides[level])});
            }
            tasks.push_back(add(std::move(job), needs, 1));
        }
        return tasks;
    }

    /// The number of its task.
    int add(LearningJob job, std::vector<int> needs, int level) {
        const Run& run = runs_[job.run];
        Task task{
            .name = (run.point.name.empty() ? "" : run.point.name + "/") + job.parts.front().name(),
            .cost = seconds_of_job(run, job, 1, costs_),
            .needs = std::move(needs),
            .level = level,
            .stage = job.trains_steppers() ? "train" : "reduce"};
        for (std::size_t i = 1; i < job.parts.size(); ++i) task.name += "+" + job.parts[i].item;
        plan_.add(std::move(job), std::move(task));
        return static_cast<int>(plan_.jobs.size()) - 1;
    }

    std::span<const Run> runs_;
    Learning what_;
    int ranks_;
    Costs& costs_;
    LearningPlan plan_;
};

}  // namespace

LearningPlan learning_plan(std::span<const Run> runs, Learning what, int ranks, Costs& costs) {
    return Planner(runs, what, ranks, costs).plan();
}

}  // namespace lhits
