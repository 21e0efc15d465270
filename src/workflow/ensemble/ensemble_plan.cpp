#include "ensemble_plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "../costs/kernel_costs.hpp"
#include "ensemble_header.hpp"
#include "ensemble_tally.hpp"
#include "lhits/hits/training_domain.hpp"
#include "lhits/io/initial_conditions.hpp"

namespace lhits {
namespace {

std::int64_t initial_conditions(const Run& run) {
    const auto& keys = run.deck.forecast.ensemble;
    if (keys.initial_condition_count > 0) return keys.initial_condition_count;
    if (starts_from_test(run)) return run.deck.trajectories.test;
    const auto found = read_initial_conditions(keys.initial_conditions, run.system->layout());
    return static_cast<std::int64_t>(found.states.size());
}

/// The finest stride that is run: finer ones than the outputs need are not.
std::size_t finest_level(const Run& run, const EnsembleHeader& header) {
    const auto& strides = run.deck.steppers.strides;
    std::size_t finest = 0;
    for (std::size_t level = 0; level < strides.size(); ++level) {
        if (header.output_every % strides[level] == 0) finest = level;
    }
    return finest;
}

/// Seconds of gathering the statistics of one member at one time.
double statistics_seconds(const EnsembleHeader& header, Costs& costs) {
    const auto points = header.elements.size();
    const auto name =
        fmt::format("statistics of a member, {} points, {} quantiles, {} thresholds{}", points,
                    header.quantiles.empty() ? "no" : "with", header.thresholds.size(),
                    header.truth ? ", with truth" : "");
    const double assumed = 1e-8 * static_cast<double>(points);
    return costs.seconds(name, assumed, [&] {
        EnsembleReference reference;
        // More times than a cache has room for the histograms of.
        reference.times = 32;
        reference.points = points;
        reference.control.assign(reference.times * points, 1.0F);
        reference.scale.assign(points, 1.0F);
        reference.truth.assign(header.truth ? reference.control.size() : 0, 1.0F);
        reference.thresholds.assign(header.thresholds.begin(), header.thresholds.end());
        reference.levels = header.quantiles;
        reference.group = pair_group;
        EnsembleStatistics statistics(reference);
        constexpr std::size_t members = 256;
        std::vector<float> x(members * points);
        RandomStream(1, Purpose::perturbation, 0).normal(0, x);
        return seconds_of([&] {
                   for (std::size_t t = 0; t < reference.times; ++t) statistics.add(t, x);
               }) /
               static_cast<double>(members * reference.times);
    });
}

/// Seconds of the distance of one member at one time from the training data.
double distance_seconds(std::int64_t latent, Costs& costs) {
    constexpr double assumed = 1e-6;
    return costs.seconds(fmt::format("distance in {} coordinates", latent), assumed, [&] {
        constexpr std::size_t members = 256;
        const auto width = static_cast<std::size_t>(latent);
        std::vector<float> z(2 * TrainingDomain::most_references * width);
        RandomStream(1, Purpose::perturbation, 0).normal(0, z);
        const LatentTrajectories known{z, 2, TrainingDomain::most_references, latent};
        const TrainingDomain domain(known, {{}, 0, 0, latent}, {0.0, 0.0});
        std::vector<float> distances(members);
        return seconds_of([&] {
                   domain.distances(std::span(z).first(members * width), members, distances);
               }) /
               static_cast<double>(members);
    });
}

/// Seconds of some members, in blocks.
double seconds_of(const Run& run, const SurrogatePlan& plan, const EnsembleHeader& header,
                  const std::vector<MemberRange>& blocks, Costs& costs) {
    const auto times = static_cast<double>(header.times());
    double seconds = 0.0;
    for (const auto& block : blocks) {
        const auto coarsest = run.deck.steppers.strides.size() - 1;
        seconds +=
            rollout_seconds(run, plan,
                            {block.count, header.steps, finest_level(run, header), coarsest},
                            costs) +
            times * (decoding_seconds(run, plan, block.count, costs) +
                     static_cast<double>(block.count) * (statistics_seconds(header, costs) +
                                                         distance_seconds(plan.latent, costs)));
    }
    return seconds;
}

}  // namespace

Plan<EnsembleTask> ensemble_plan(const Run& run, const EnsembleHeader& header,
                                 const EnsembleUnits& units,
                                 const std::vector<std::int64_t>& numbers, Costs& costs) {
    Plan<EnsembleTask> plan;
    const auto surrogates = surrogate_plans(run);
    for (const auto number : numbers) {
        const auto& task = units.tasks[static_cast<std::size_t>(number)];
        const auto& unit = units.units[task.unit];
        plan.add(task, {.name = fmt::format("{}, from member {}", unit.name, task.members.first),
                        .cost = seconds_of(run, surrogates[unit.group], header,
                                           units.blocks_of(task), costs),
                        .stage = "forecast"});
    }
    return plan;
}

Plan<EnsembleTask> ensemble_plan(const Run& run, Costs& costs) {
    if (!run.deck.forecast.ensemble.asked()) return {};
    const auto header = ensemble_header(run, initial_conditions(run));
    const auto units = ensemble_units(run, header);
    std::vector<std::int64_t> all(units.tasks.size());
    std::iota(all.begin(), all.end(), std::int64_t{0});
    return ensemble_plan(run, header, units, all, costs);
}

double ensemble_memory(const Run& run) {
    if (!run.deck.forecast.ensemble.asked()) return 0.0;
    const auto header = ensemble_header(run, initial_conditions(run));
    const auto plan = ensemble_units(run, header);
    const auto held =
        plan.tasks_of_unit == 1 ? std::size_t{1} : std::min(plan.units_at_once, plan.units.size());
    // And once more as they are saved.
    return 2.0 * static_cast<double>(held) *
               static_cast<double>(EnsembleTally::bytes(header, plan.block)) +
           plan.block_bytes;
}

std::string ensemble_plan_text(const Run& run) {
    if (!run.deck.forecast.ensemble.asked()) return {};
    const auto header = ensemble_header(run, initial_conditions(run));
    const auto plan = ensemble_units(run, header);
    return fmt::format(
        "ensemble   {} member(s) of {} initial condition(s) over {} steps, every {} of them; {} "
        "task(s) in blocks of {}, statistics of {:.3g} MB for each initial condition\n",
        header.ensemble_size, header.initial_conditions, header.steps, header.output_every,
        plan.tasks.size(), plan.block,
        static_cast<double>(EnsembleTally::bytes(header, plan.block)) / 1e6);
}

}  // namespace lhits
