#include "learning_jobs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "lhits/hits/manifold_dimension.hpp"
#include "lhits/hits/reduction.hpp"
#include "../input_rows.hpp"
#include "../principal_components_part.hpp"
#include "training_data.hpp"

namespace lhits {
namespace {

/// Arithmetic of a training in flop, with an allowance for small networks: only ratios matter.
double training_cost(const Run& run, const TrainingKeys& recipe, std::size_t parameters,
                     std::int64_t window) {
    constexpr double overhead = 1e6;
    const auto batch = recipe.batch > 0 ? recipe.batch : training_snapshots(run);
    return static_cast<double>(recipe.iterations * window) *
           (6.0 * static_cast<double>(batch) * static_cast<double>(parameters) + overhead);
}

int add(LearningJobs& all, const Run& run, LearningJob job, double cost, std::vector<int> needs,
        int level) {
    auto name = (run.point.name.empty() ? "" : run.point.name + "/") + job.parts.front().name();
    for (std::size_t i = 1; i < job.parts.size(); ++i) name += "+" + job.parts[i].item;
    all.tasks.push_back({std::move(name), cost, std::move(needs), false, level});
    all.jobs.push_back(std::move(job));
    return static_cast<int>(all.jobs.size()) - 1;
}

int add_reduction(LearningJobs& all, const Run& run, std::size_t number, const SurrogatePlan& plan,
                  int components) {
    const LearningJob job{LearningJob::Kind::reduction, number, {{plan.name, "reduction"}}, plan};
    if (is_autoencoder(plan.kind)) {
        const double cost = training_cost(run, run.deck.reduction.training,
                                          autoencoder_of(run, plan).parameter_count(), 1);
        return add(all, run, job, cost, {}, 0);
    }
    std::vector<int> needs;
    if (plan.kind == "pca") needs.push_back(components);
    return add(all, run, job, static_cast<double>(training_snapshots(run)), needs, 1);
}

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

/// The numbers of their tasks.
std::vector<int> add_steppers(LearningJobs& all, const Run& run, std::size_t number,
                              const SurrogatePlan& plan, const std::vector<int>& needs, int ranks) {
    const auto& keys = run.deck.steppers;
    std::vector<int> tasks;
    for (const auto& levels : dealt_levels(run, ranks)) {
        LearningJob job{LearningJob::Kind::steppers, number, {}, plan, levels};
        double cost = 0.0;
        for (const auto level : levels) {
            job.parts.push_back({plan.name, fmt::format("stepper-{}", keys.strides[level])});
            cost += training_cost(run, keys.training, stepper_of(run, plan).parameter_count(),
                                  keys.window_of(level));
        }
        tasks.push_back(add(all, run, job, cost, needs, 1));
    }
    return tasks;
}

/// A window is encoded once, and decoded before and after each step.
void add_fine_tuning(LearningJobs& all, const Run& run, std::size_t number,
                     const SurrogatePlan& plan, std::vector<int> steppers) {
    const auto network = autoencoder_of(run, plan);
    const auto stepper = stepper_of(run, plan).parameter_count();
    double cost = 0.0;
    for (std::size_t level = 0; level < run.deck.steppers.strides.size(); ++level) {
        const auto steps = static_cast<std::size_t>(run.deck.fine_tuning_window(level));
        cost += training_cost(
            run, run.deck.fine_tuning.training,
            network.parameter_count() + steps * (network.decoder.parameter_count() + stepper), 1);
    }
    add(all, run, {LearningJob::Kind::fine_tuning, number, {{plan.name, fine_tuning_item}}, plan},
        cost, std::move(steppers), 1);
}

}  // namespace

std::int64_t training_snapshots(const Run& run) {
    return run.deck.trajectories.train * (run.deck.train_steps() + 1);
}

AutoencoderNetwork autoencoder_of(const Run& run, const SurrogatePlan& plan) {
    const auto& keys = run.deck.reduction;
    auto network = AutoencoderNetwork::with_hidden(static_cast<int>(embedding_size(run)),
                                                   keys.hidden, static_cast<int>(plan.latent),
                                                   activation_from(keys.activation));
    if (keys.conditioned) {
        const auto parameters = static_cast<int>(run.deck.parameters.count());
        network.encoder.widths.front() += parameters;
        network.decoder.widths.front() += parameters;
    }
    if (plan.kind == "variational") network.encoder.widths.back() *= 2;
    if (plan.kind == "pca-residual") network.encoder.bypass = network.decoder.bypass = true;
    return network;
}

AutoencoderNetwork dimension_network_of(const Run& run) {
    const auto& keys = run.deck.reduction;
    return rank_minimising_autoencoder(static_cast<int>(snapshot_size(run)), keys.hidden,
                                       static_cast<int>(keys.dimension.width),
                                       keys.dimension.layers, activation_from(keys.activation));
}

bool is_fine_tuned(const Run& run, const SurrogatePlan& plan) {
    return run.deck.fine_tuning.asked() && is_autoencoder(plan.kind);
}

Architecture stepper_of(const Run& run, const SurrogatePlan& plan) {
    const auto& keys = run.deck.steppers;
    const auto z = static_cast<int>(plan.latent);
    const auto phases = static_cast<int>(plan.phases(run));
    const auto parameters = static_cast<int>(run.deck.parameters.count());
    return Architecture::with_hidden(z + parameters, keys.hidden, phases + z,
                                     activation_from(keys.activation));
}

LearningJobs learning_jobs(std::span<const Run> runs, Learning what, int ranks) {
    LearningJobs all;
    const bool reductions = what != Learning::steppers;
    for (std::size_t number = 0; number < runs.size(); ++number) {
        const Run& run = runs[number];
        int components = -1;
        if (reductions) {
            const auto n = static_cast<double>(run.system->state_size());
            const double cost = 2.0 * static_cast<double>(training_snapshots(run)) * n * n;
            components = add(all, run, {LearningJob::Kind::components, number, {{"", pca_item}}},
                             cost, {}, 0);
        }
        if (reductions && run.deck.reduction.dimension.estimate) {
            add(all, run, {LearningJob::Kind::dimension, number, {{"", dimension_item}}},
                training_cost(run, run.deck.reduction.training,
                              dimension_network_of(run).parameter_count(), 1),
                {}, 0);
        }
        for (const auto& plan : surrogate_plans(run)) {
            std::vector<int> needs;
            if (reductions) needs.push_back(add_reduction(all, run, number, plan, components));
            if (what == Learning::reductions) continue;
            auto steppers = add_steppers(all, run, number, plan, needs, ranks);
            if (is_fine_tuned(run, plan)) {
                add_fine_tuning(all, run, number, plan, std::move(steppers));
            }
        }
    }
    return all;
}

}  // namespace lhits
