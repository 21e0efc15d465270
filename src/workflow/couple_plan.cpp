#include "couple_plan.hpp"

#include <fmt/format.h>

#include "costs/kernel_costs.hpp"
#include "evaluation.hpp"
#include "model_store.hpp"
#include "trust.hpp"

namespace lhits {
namespace {

/// Trajectories that are encoded, rolled out, and decoded and scored `ends` times.
double seconds_of(const Run& run, const Choice& choice, std::size_t coarsest, double ends,
                  Costs& costs) {
    const auto& [split, all] = choice.protocol.chosen_on;
    const auto steps = steps_of(run, split);
    double seconds = 0.0;
    for (const auto& chunk : chunks(run, all)) {
        const auto rows = chunk.count * (steps + 1);
        const auto members = static_cast<double>(chunk.count);
        seconds += members * encoding_seconds(run, choice.plan, steps + 1, costs) +
                   rollout_seconds(run, choice.plan, {chunk.count, steps, 0, coarsest}, costs) +
                   ends * (members * decoding_seconds(run, choice.plan, steps + 1, costs) +
                           scoring_seconds(run, rows, costs));
    }
    return seconds;
}

void add(const Run& run, const std::vector<Choice>& choices, Candidates candidates,
         const std::string& which, Costs& costs, Plan<Candidates>& plan) {
    candidates.number = plan.jobs.size();
    const auto& choice = choices[candidates.choice];
    const double ends = candidates.finest_only ? 1.0 : static_cast<double>(candidates.coarsest + 1);
    plan.add(candidates, {.name = choice.name() + which,
                          .cost = seconds_of(run, choice, candidates.coarsest, ends, costs),
                          .stage = "couple"});
}

}  // namespace

std::vector<Choice> all_choices(const Run& run) {
    std::vector<Choice> choices;
    for (const auto& plan : surrogate_plans(run)) {
        for (const auto& protocol : protocols(run)) choices.push_back({plan, protocol});
    }
    return choices;
}

Plan<Candidates> coupling_plan(const Run& run, const std::vector<Choice>& choices, Costs& costs) {
    Plan<Candidates> plan;
    const auto& strides = run.deck.steppers.strides;
    const bool range = run.deck.coupling.search == "range";
    for (std::size_t i = 0; i < choices.size(); ++i) {
        for (std::size_t c = 0; c < strides.size(); ++c) {
            add(run, choices, {i, c, range}, fmt::format(" from stride {}", strides[c]), costs,
                plan);
        }
    }
    return plan;
}

Plan<Candidates> finer_ends_plan(const Run& run, const std::vector<Choice>& choices,
                                 const std::vector<std::size_t>& coarsest, Costs& costs) {
    Plan<Candidates> plan;
    for (std::size_t i = 0; i < choices.size(); ++i) {
        add(run, choices, {i, coarsest[i], false}, " from the best stride", costs, plan);
    }
    return plan;
}

Plan<SurrogatePlan> trust_plan(const Run& run, Costs& costs) {
    Plan<SurrogatePlan> tasks;
    const auto& strides = run.deck.steppers.strides;
    for (const auto& plan : surrogate_plans(run)) {
        const auto train = trajectories(run, Split::train);
        const auto times = spread_times(train, steps_of(run, Split::train), plan.dimension(run));
        const auto known = static_cast<double>(train + trajectories(run, Split::validation));
        double seconds = known * (encoding_seconds(run, plan, times, costs) +
                                  decoding_seconds(run, plan, times, costs));
        const auto& set = protocols(run).front().chosen_on;
        const auto steps = steps_of(run, set.split);
        for (const auto& chunk : chunks(run, set.count)) {
            const auto members = static_cast<double>(chunk.count);
            seconds +=
                members * (encoding_seconds(run, plan, steps + 1, costs) +
                           decoding_seconds(run, plan, steps + 1, costs)) +
                rollout_seconds(run, plan, {chunk.count, steps, 0, strides.size() - 1}, costs) +
                scoring_seconds(run, chunk.count * (steps + 1), costs);
        }
        tasks.add(
            plan,
            {.name = ModelPart{plan.name, trust_item}.name(), .cost = seconds, .stage = "couple"});
    }
    return tasks;
}

}  // namespace lhits
