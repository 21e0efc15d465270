#include "generate_plan.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "costs/kernel_costs.hpp"
#include "evaluation.hpp"

namespace lhits {
namespace {

std::string name_of(const Batch& batch) {
    const auto& first = batch.front();
    const auto split = split_name(first.split);
    if (batch.size() == 1) return fmt::format("{} trajectory {}", split, first.trajectory);
    return fmt::format("{} trajectories {} to {}", split, first.trajectory,
                       batch.back().trajectory);
}

}  // namespace

std::vector<Member> trajectory_members(const Run& run) {
    std::vector<Member> members;
    for (const Split split : all_splits) {
        for (std::int64_t i = 0; i < trajectories(run, split); ++i) {
            members.push_back({split, i, members.size()});
        }
    }
    return members;
}

Plan<Batch> generate_plan(const Run& run, const std::vector<Member>& members, int ranks,
                          Costs& costs) {
    Plan<Batch> plan;
    auto begin = members.begin();
    for (const Split split : all_splits) {
        const auto count = std::count_if(
            begin, members.end(), [&](const Member& member) { return member.split == split; });
        const auto steps = run.deck.observation.history() + steps_of(run, split);
        for (const auto& range :
             batches(run, count, static_cast<std::int64_t>(members.size()), ranks)) {
            Batch batch(begin, begin + range.count);
            begin += range.count;
            const double seconds = solver_seconds(run, range.count, steps, costs);
            auto name = name_of(batch);
            plan.add(std::move(batch),
                     {.name = std::move(name), .cost = seconds, .stage = "generate"});
        }
    }
    return plan;
}

}  // namespace lhits
