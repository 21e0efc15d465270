#include "lhits/workflow/plan.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "learn/learning_jobs.hpp"
#include "lhits/workflow/run.hpp"

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

/// Of one trajectory of full length.
double trajectory_bytes(const Run& run) {
    return static_cast<double>(run.deck.system.steps + 1) *
           static_cast<double>(run.system->state_size()) * sizeof(float);
}

/// What networks are fitted to and chosen by, in trajectories of full length.
double known_trajectories(const Run& run) {
    const auto& t = run.deck.trajectories;
    const auto train = static_cast<double>(t.train * (run.deck.train_steps() + 1)) /
                       static_cast<double>(run.deck.system.steps + 1);
    return train + static_cast<double>(t.validation);
}

/// Data alone, at the stage that has most of them.
double memory_bytes_per_rank(const Run& run) {
    const auto& deck = run.deck;
    const auto& t = deck.trajectories;
    const auto learnt = std::min(t.train, deck.forecast.in_sample);
    const bool scaled = deck.reduction.kind == "autoencoder";  // a copy of all that it learns from
    const auto chunk = static_cast<double>(
        std::min(deck.forecast.chunk, std::max({t.test, t.validation, learnt})));
    // Samples in double precision, and some of them once more as they are written.
    const auto solving =
        3.0 * static_cast<double>(std::min(run.system->batch(), t.train + t.validation + t.test));
    return trajectory_bytes(run) *
           std::max({known_trajectories(run) * (scaled ? 2.0 : 1.0), 3.0 * chunk, solving});
}

}  // namespace

std::string plan_json(const Run& run, std::int64_t ranks) {
    const nlohmann::ordered_json plan{
        {"directory", run.deck.run.directory},
        {"ranks", ranks},
        {"points", 1},
        {"memory_bytes_per_rank", static_cast<std::int64_t>(memory_bytes_per_rank(run))},
        {"seconds", nullptr}};
    return plan.dump(2) + "\n";
}

std::string plan_text(const Run& run) {
    const auto& deck = run.deck;
    const auto plans = surrogate_plans(run);
    const auto n = static_cast<double>(run.system->state_size());
    const auto trajectory = trajectory_bytes(run);
    const auto& t = deck.trajectories;
    const auto learnt = std::min(t.train, deck.forecast.in_sample);
    const auto learning = learning_jobs(run, Learning::both);
    double flop = 0.0;
    for (const auto& task : learning.tasks) flop += task.cost * (task.team ? team_size(run) : 1);

    std::string text = fmt::format("directory  {}\n", deck.run.directory);
    text += fmt::format("system     {}, n = {}, {} steps of {}\n", run.system->kind(), n,
                        deck.system.steps, run.system->dt());
    text += fmt::format(
        "generate   {} + {} + {} trajectories (training{}, validation, test), {}; in teams of {} "
        "rank(s)\n",
        t.train, t.validation, t.test,
        deck.train_steps() < deck.system.steps ? fmt::format(" over {} steps", deck.train_steps())
                                               : std::string(),
        bytes_text((known_trajectories(run) + static_cast<double>(t.test)) * trajectory), t.team);
    for (const auto& plan : plans) {
        text += fmt::format("{:<10} {}{}; {} steppers {}\n", plan.name, plan.kind,
                            plan.kind == "autoencoder"
                                ? fmt::format(" {}", shape_text(autoencoder_of(run, plan)))
                                : std::string(),
                            deck.steppers.strides.size(), shape_text(stepper_of(run, plan)));
    }
    text += fmt::format(
        "tasks      {} trainings, about {:.3g} TFLOP; autoencoders in teams of {} rank(s)\n",
        learning.tasks.size(), flop / 1e12, team_size(run));
    text += fmt::format("trained    {}, on {}{}\n", run.stacked() ? "in stacks" : "one by one",
                        name_of(run.device), run.device.tf32 ? " with TF32" : "");
    text += fmt::format("forecast   {} test and {} training members in chunks of {}, {}\n", t.test,
                        learnt, deck.forecast.chunk,
                        bytes_text(static_cast<double>((t.test + learnt) *
                                                       static_cast<std::int64_t>(plans.size())) *
                                   trajectory));
    text += fmt::format("memory     about {} a rank\n", bytes_text(memory_bytes_per_rank(run)));
    return text;
}

}  // namespace lhits
