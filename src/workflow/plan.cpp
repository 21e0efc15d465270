#include "lhits/base/fixed_text.hpp"
#include "lhits/workflow/plan.hpp"
#include "lhits/hits/reduction.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "learn/learning_plan.hpp"
#include "ensemble/ensemble_plan.hpp"
#include "networks.hpp"
#include "lhits/workflow/sweep.hpp"

namespace lhits {
namespace {

std::string bytes_text(double bytes) {
    if (bytes < 1e6) return fmt::format("{:.0f} kB", bytes / 1e3);
    if (bytes < 1e9) return fmt::format("{:.0f} MB", bytes / 1e6);
    return fmt::format("{:.1f} GB", bytes / 1e9);
}

std::string shape_text(const Architecture& network) {
    return fmt::format("{}, {} parameters", fmt::join(network.widths, "-"),
                       network.parameter_count());
}

std::string shape_text(const AutoencoderNetwork& network) {
    return fmt::format("{} and {}, {} parameters", fmt::join(network.encoder.widths, "-"),
                       fmt::join(network.decoder.widths, "-"), network.parameter_count());
}

/// Training and validation, in trajectories of full length.
double known_trajectories(const Run& run) {
    const auto& t = run.deck.trajectories;
    return static_cast<double>(t.train * (run.deck.train_steps() + 1)) /
               static_cast<double>(run.deck.system.steps + 1) +
           static_cast<double>(t.validation);
}

std::int64_t learnt_members(const Run& run) {
    return std::min(run.deck.trajectories.train, run.deck.forecast.in_sample);
}

std::string trajectories_text(const Run& run) {
    const auto& t = run.deck.trajectories;
    const auto train_steps = run.deck.train_steps();
    return fmt::format(
        "generate   {} + {} + {} trajectories (training{}, validation, test), {}; in teams of {} "
        "rank(s)\n",
        t.train, t.validation, t.test,
        train_steps < run.deck.system.steps ? fmt::format(" over {} steps", train_steps) : "",
        bytes_text((known_trajectories(run) + static_cast<double>(t.test)) * trajectory_bytes(run)),
        t.team);
}

std::string networks_text(const Run& run) {
    std::string text;
    if (run.deck.reduction.dimension.estimate) {
        text += fmt::format("{:<10} rank-minimising autoencoder {}\n", dimension_item,
                            shape_text(dimension_network_of(run)));
    }
    for (const auto& plan : surrogate_plans(run)) {
        text += fmt::format("{:<10} {}{}; {} steppers {}{}\n", plan.name, plan.kind,
                            is_autoencoder(plan.kind)
                                ? fmt::format(" {}", shape_text(autoencoder_of(run, plan)))
                                : std::string(),
                            run.deck.steppers.strides.size(), shape_text(stepper_of(run, plan)),
                            is_fine_tuned(run, plan) ? "; then all of them together" : "");
    }
    return text;
}

std::string points_text(const Sweep& sweep) {
    std::string text = fmt::format("sweep      {} points in {}", sweep.points, sweep.directory);
    if (!sweep.shared.empty()) {
        text += fmt::format(", {} sets of trajectories for several each", sweep.shared.size());
    }
    text += '\n';
    for (std::size_t i = 0; i < sweep.runs.size(); ++i) {
        const auto& point = sweep.runs[i].point;
        text += fmt::format("  {:<8} {}\n", i, point.name);
        if (point.folder() != point.name)
            text += fmt::format("  {:<8} in {}\n", "", point.folder());
    }
    return text + "each, as the first:\n";
}

}  // namespace

std::string plan_text(const Sweep& sweep) {
    const Run& run = sweep.runs.front();
    const auto& deck = run.deck;
    const auto plans = surrogate_plans(run);
    const auto members = deck.trajectories.test + learnt_members(run);
    auto costs = Costs::assumed();
    const auto learning = learning_plan(sweep.runs, Learning::both, run.ranks.size(), costs);
    double flop = 0.0;
    for (const auto& task : learning.tasks) flop += assumed_flops * task.cost;

    std::string text = sweep.swept() ? points_text(sweep) : "";
    text += fmt::format("directory  {}\n", deck.run.directory);
    const auto layout = run.system->layout();
    text += fmt::format("system     {}, n = {}, {} steps of {}\n", run.system->kind(),
                        layout.whole_size(), deck.system.steps, run.system->dt());
    const auto fixed = fixed_text(layout);
    if (!fixed.empty()) text += fmt::format("fixed      {}\n", fixed);
    text += trajectories_text(run) + networks_text(run);
    text += fmt::format("trained    {}, on {}{}\n", run.stacked() ? "in stacks" : "one by one",
                        name_of(run.device), run.device.tf32 ? " with TF32" : "");
    text += fmt::format(
        "forecast   {} test and {} training members in chunks of {}, {}\n", deck.trajectories.test,
        learnt_members(run), deck.forecast.chunk,
        bytes_text(static_cast<double>(members * static_cast<std::int64_t>(plans.size())) *
                   trajectory_bytes(run)));
    text += ensemble_plan_text(run);
    if (sweep.swept()) text += "all together:\n";
    text += fmt::format("tasks      {} trainings, about {:.3g} TFLOP\n", learning.tasks.size(),
                        flop / 1e12);
    return text + fmt::format("memory     about {} a rank\n", bytes_text(memory_of_rank(run)));
}

}  // namespace lhits
