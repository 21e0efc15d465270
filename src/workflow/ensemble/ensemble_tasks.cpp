#include "ensemble_tasks.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "ensemble_tally.hpp"
#include "lhits/base/error.hpp"

namespace lhits {
namespace {

constexpr std::int64_t largest_block = 1024;
/// More of them would not keep more ranks busy for longer, and each costs a message.
constexpr std::int64_t most_tasks = 4096;

double memory_of(const Run& run) { return run.deck.forecast.ensemble.memory * 0x1.0p30; }

/// Bytes that a block takes while it is rolled out and decoded, at most, with the members of it
/// that are kept.
double bytes_of_block(const Run& run, const EnsembleHeader& header, std::int64_t block) {
    std::int64_t latent = 0;
    for (const auto& group : header.groups) latent = std::max(latent, group.latent);
    const auto times = static_cast<double>(header.steps + 1 + 2 * header.times());
    const auto states =
        static_cast<double>(2 * run.system->state_size() + 3 * header.elements.size());
    const auto kept = std::min(block, static_cast<std::int64_t>(header.members.size()));
    const auto output =
        static_cast<double>(header.times()) * static_cast<double>(header.elements.size());
    return sizeof(float) *
           (static_cast<double>(block) * (times * static_cast<double>(latent) + states) +
            static_cast<double>(kept) * output);
}

}  // namespace

std::vector<MemberRange> EnsembleUnits::blocks_of(const EnsembleTask& task) const {
    std::vector<MemberRange> blocks;
    for (std::int64_t first = 0; first < task.members.count; first += block) {
        blocks.push_back({task.members.first + first, std::min(block, task.members.count - first)});
    }
    return blocks;
}

EnsembleUnits ensemble_units(const Run& run, const EnsembleHeader& header) {
    EnsembleUnits plan;
    plan.block = largest_block;
    const double share = 0.15 * memory_of(run);
    while (plan.block > 1 && bytes_of_block(run, header, plan.block) > share) plan.block /= 2;
    const double own = static_cast<double>(EnsembleTally::bytes(header, plan.block));
    if (own > 0.8 * memory_of(run)) {
        throw InputError(fmt::format(
            "forecast.memory: expected at least {:.3g} (GiB a rank) for the statistics of {} times "
            "and {} elements{}, found {:g}; give more, or ask for less with forecast.output_every, "
            "output_points or quantiles = []",
            own / 0.8 / 0x1.0p30, header.times(), header.elements.size(),
            header.quantiles.empty() ? "" : " with quantiles", run.deck.forecast.ensemble.memory));
    }

    plan.block_bytes = bytes_of_block(run, header, std::min(plan.block, header.ensemble_size));
    plan.units_at_once = static_cast<std::size_t>(std::max(1.0, 0.8 * memory_of(run) / own));
    const auto members = header.ensemble_size;
    const auto blocks = (members + plan.block - 1) / plan.block;
    const auto units = static_cast<std::int64_t>(header.groups.size()) * header.initial_conditions;
    const auto blocks_each = std::max<std::int64_t>(1, blocks * units / most_tasks);
    plan.tasks_of_unit = (blocks + blocks_each - 1) / blocks_each;
    for (std::size_t group = 0; group < header.groups.size(); ++group) {
        for (std::int64_t i = 0; i < header.initial_conditions; ++i) {
            plan.units.push_back(
                {group, i,
                 fmt::format("ensemble {} initial condition {}", header.groups[group].name, i)});
            for (std::int64_t t = 0; t < plan.tasks_of_unit; ++t) {
                const auto first = t * blocks_each * plan.block;
                plan.tasks.push_back(
                    {static_cast<std::int64_t>(plan.tasks.size()),
                     plan.units.size() - 1,
                     {first, std::min(blocks_each * plan.block, members - first)}});
            }
        }
    }
    return plan;
}

}  // namespace lhits
