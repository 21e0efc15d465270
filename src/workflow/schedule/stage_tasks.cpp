#include "stage_tasks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "../evaluation.hpp"
#include "../learn/learning_jobs.hpp"
#include "../protocol.hpp"
#include "../trust.hpp"
#include "ensemble_work.hpp"
#include "training_costs.hpp"

namespace lhits {
namespace {

using Clock = std::chrono::steady_clock;

/// Seconds of a step of `members` members, integrated together.
double solver_step(const Run& run, std::int64_t members, Costs& costs) {
    const auto name = fmt::format("{}, n = {}, a step of {} members", run.system->kind(),
                                  run.system->state_size(), members);
    return costs.seconds(name, [&] {
        std::vector<double> initial;
        for (std::int64_t m = 0; m < members; ++m) {
            const auto state = run.system->initial_state(
                RandomStream(1, Purpose::initial_condition_train, static_cast<std::uint32_t>(m)));
            initial.insert(initial.end(), state.begin(), state.end());
        }
        // As many steps as take about a tenth of a second.
        constexpr double enough = 0.1;
        std::int64_t steps = 1;
        while (true) {
            const auto begin = Clock::now();
            run.system->integrate(initial, steps, false, {});
            const double spent = std::chrono::duration<double>(Clock::now() - begin).count();
            if (spent >= enough || steps >= run.deck.system.steps) {
                return spent / static_cast<double>(steps);
            }
            steps *= 4;
        }
    });
}

double solver_seconds(const Run& run, std::int64_t members, std::int64_t steps, Costs& costs) {
    if (!run.system->can_integrate()) {  // copied from a file, at about a gigabyte a second
        return 4e-9 * static_cast<double>(members * (steps + 1)) *
               static_cast<double>(run.system->state_size());
    }
    return static_cast<double>(steps) * solver_step(run, members, costs);
}

/// The other reductions cost little.
double decoding_of_row(const Run& run, const SurrogatePlan& plan, Costs& costs) {
    if (!is_autoencoder(plan.kind)) return 0.0;
    return seconds_of_row(autoencoder_of(run, plan).decoder, costs);
}

/// Seconds of rolling out one member over `steps` with the strides from `finest` to `coarsest`.
double rollout_seconds(const Run& run, const SurrogatePlan& plan, std::size_t finest,
                       std::int64_t steps, Costs& costs) {
    // Each level fills in what the coarser ones have left out: in all, the nodes of the finest.
    const auto nodes = steps / run.deck.steppers.strides[finest];
    return static_cast<double>(nodes) * seconds_of_row(stepper_of(run, plan), costs);
}

}  // namespace

std::vector<Task> generate_tasks(const Run& run, int ranks, Costs& costs) {
    const auto& t = run.deck.trajectories;
    const auto all = t.train + t.validation + t.test;
    std::vector<Task> tasks;
    for (const auto split : {Split::train, Split::validation, Split::test}) {
        for (const auto& range : batches(run, trajectories(run, split), all, ranks)) {
            tasks.push_back(
                {.name = "trajectories",
                 .cost = solver_seconds(run, range.count, steps_of(run, split), costs)});
        }
    }
    return tasks;
}

std::vector<Task> couple_tasks(const Run& run, Costs& costs) {
    std::vector<Task> tasks;
    for (const auto& plan : surrogate_plans(run)) {
        for (const auto& protocol : protocols(run)) {
            const auto& [split, count] = protocol.chosen_on;
            const auto steps = steps_of(run, split);
            const double decoding =
                static_cast<double>(steps + 1) * decoding_of_row(run, plan, costs);
            for (std::size_t c = 0; c < run.deck.steppers.strides.size(); ++c) {
                // Encoded once; every end decoded, but only one in the paper's search.
                const auto ends =
                    run.deck.coupling.search == "range" ? 1.0 : 1.0 + static_cast<double>(c);
                const double one =
                    decoding * (1.0 + ends) + rollout_seconds(run, plan, 0, steps, costs);
                tasks.push_back({.name = plan.name, .cost = static_cast<double>(count) * one});
            }
        }
        const TrajectorySet validation = protocols(run).front().chosen_on;
        const auto steps = steps_of(run, validation.split);
        const auto known = spread_times(trajectories(run, Split::train),
                                        steps_of(run, Split::train), plan.latent) *
                           (trajectories(run, Split::train) + trajectories(run, Split::validation));
        const auto forecast = validation.count * (steps + 1);
        tasks.push_back({.name = plan.name + " trust",
                         .cost = 2.0 * static_cast<double>(known + forecast) *
                                     decoding_of_row(run, plan, costs) +
                                 static_cast<double>(validation.count) *
                                     rollout_seconds(run, plan, 0, steps, costs)});
    }
    return tasks;
}

std::vector<Task> forecast_tasks(const Run& run, int ranks, Costs& costs) {
    std::vector<Task> tasks;
    const auto& keys = run.deck.forecast;
    const auto& strides = run.deck.steppers.strides;
    for (const auto& protocol : protocols(run)) {
        const auto& [split, count] = protocol.scored_on;
        const auto steps = steps_of(run, split);
        for (const auto& plan : surrogate_plans(run)) {
            const double decoding =
                2.0 * static_cast<double>(steps + 1) * decoding_of_row(run, plan, costs);
            for (const auto& range : chunks(run, count)) {
                const auto members = static_cast<double>(range.count);
                tasks.push_back(
                    {.name = "coupled",
                     .cost = members * (decoding + rollout_seconds(run, plan, 0, steps, costs))});
                if (!keys.adaptive_tolerance.empty() && protocol.name == unseen) {
                    // Of each a decoding and about a rollout by the finest stepper at most.
                    const auto each = keys.adaptive_tolerance.size() + strides.size();
                    tasks.push_back(
                        {.name = "adaptive",
                         .cost = members * static_cast<double>(each) *
                                 (decoding + rollout_seconds(run, plan, 0, steps, costs))});
                }
                for (std::size_t l = 0; keys.single_steppers && l < strides.size(); ++l) {
                    tasks.push_back({.name = "single",
                                     .cost = members * (decoding + rollout_seconds(run, plan, l,
                                                                                   steps, costs))});
                }
            }
            if (!keys.perfect_model) continue;
            for (const auto& range : batches(run, count, count, ranks)) {
                tasks.push_back({.name = "perfect model",
                                 .cost = solver_seconds(run, range.count, steps, costs)});
            }
        }
    }
    for (auto& task : ensemble_tasks(run, costs)) tasks.push_back(std::move(task));
    if (!keys.direct_solver) return tasks;
    for (const auto& range : full_batches(run, run.deck.trajectories.test)) {
        // Itself, and coarser ones that cost a half, a quarter ...
        tasks.push_back(
            {.name = "direct solvers",
             .cost = 2.0 * solver_seconds(run, range.count, run.deck.system.steps, costs)});
    }
    return tasks;
}

}  // namespace lhits
