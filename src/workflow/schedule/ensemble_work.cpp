#include "ensemble_work.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "../ensemble/ensemble_header.hpp"
#include "../ensemble/ensemble_tally.hpp"
#include "../ensemble/ensemble_tasks.hpp"
#include "../learn/learning_jobs.hpp"
#include "lhits/hits/training_domain.hpp"
#include "lhits/io/initial_conditions.hpp"
#include "training_costs.hpp"

namespace lhits {
namespace {

using Clock = std::chrono::steady_clock;

std::int64_t initial_conditions(const Run& run) {
    const auto& keys = run.deck.forecast.ensemble;
    if (keys.initial_condition_count > 0) return keys.initial_condition_count;
    if (starts_from_test(run)) return run.deck.trajectories.test;
    const auto states = read_initial_conditions(keys.initial_conditions, run.system->layout());
    return static_cast<std::int64_t>(states.size());
}

/// Nodes that are stepped to for one member: strides finer than the outputs need are not run.
double nodes(const Run& run, const EnsembleHeader& header) {
    std::int64_t spacing = 1;
    for (const auto stride : run.deck.steppers.strides) {
        if (header.output_every % stride == 0) spacing = stride;
    }
    return static_cast<double>(header.steps) / static_cast<double>(spacing);
}

/// Seconds of gathering the statistics of one member at one time.
double statistics_seconds(const EnsembleHeader& header, Costs& costs) {
    const auto points = header.elements.size();
    const auto name =
        fmt::format("statistics of a member, {} points, {} quantiles, {} thresholds{}", points,
                    header.quantiles.empty() ? "no" : "with", header.thresholds.size(),
                    header.truth ? ", with truth" : "");
    return costs.seconds(name, [&] {
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
    return costs.seconds(fmt::format("distance in {} coordinates", latent), [&] {
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

/// Seconds of one member.
double member_seconds(const Run& run, const SurrogatePlan& plan, const EnsembleHeader& header,
                      Costs& costs) {
    const double decoding =
        is_autoencoder(plan.kind) ? seconds_of_row(autoencoder_of(run, plan).decoder, costs) : 0.0;
    const auto times = static_cast<double>(header.times());
    return nodes(run, header) * seconds_of_row(stepper_of(run, plan), costs) + decoding +
           times * (decoding + statistics_seconds(header, costs) +
                    distance_seconds(plan.latent, costs));
}

}  // namespace

std::vector<Task> ensemble_tasks(const Run& run, Costs& costs) {
    if (!run.deck.forecast.ensemble.asked()) return {};
    const auto header = ensemble_header(run, initial_conditions(run));
    const auto surrogates = surrogate_plans(run);
    const auto plan = plan_ensemble(run, header);
    std::vector<double> each;
    each.reserve(surrogates.size());
    for (const auto& surrogate : surrogates) {
        each.push_back(member_seconds(run, surrogate, header, costs));
    }
    std::vector<Task> tasks;
    tasks.reserve(plan.tasks.size());
    for (const auto& task : plan.tasks) {
        const double one = each[plan.units[task.unit].group];
        tasks.push_back(
            {.name = "ensemble", .cost = one * static_cast<double>(task.members.count)});
    }
    return tasks;
}

double ensemble_memory(const Run& run) {
    if (!run.deck.forecast.ensemble.asked()) return 0.0;
    const auto header = ensemble_header(run, initial_conditions(run));
    const auto plan = plan_ensemble(run, header);
    const auto held =
        plan.tasks_of_unit == 1 ? std::size_t{1} : std::min(plan.units_at_once, plan.units.size());
    // And once more as they are saved.
    return 2.0 * static_cast<double>(held) *
               static_cast<double>(EnsembleTally::bytes(header, plan.block)) +
           0.15 * run.deck.forecast.ensemble.memory * 0x1.0p30;
}

std::string ensemble_plan_text(const Run& run) {
    if (!run.deck.forecast.ensemble.asked()) return {};
    const auto header = ensemble_header(run, initial_conditions(run));
    const auto plan = plan_ensemble(run, header);
    return fmt::format(
        "ensemble   {} member(s) of {} initial condition(s) over {} steps, every {} of them; {} "
        "task(s) in blocks of {}, statistics of {:.3g} MB for each initial condition\n",
        header.ensemble_size, header.initial_conditions, header.steps, header.output_every,
        plan.tasks.size(), plan.block,
        static_cast<double>(EnsembleTally::bytes(header, plan.block)) / 1e6);
}

}  // namespace lhits
