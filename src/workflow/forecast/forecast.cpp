// The forecasts of all trajectories that are scored, in chunks over ranks.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <optional>

#include "forecaster.hpp"
#include "lhits/base/error.hpp"
#include "lhits/base/log.hpp"
#include "lhits/base/progress.hpp"
#include "lhits/parallel/task_pool.hpp"
#include "lhits/parallel/together.hpp"
#include "lhits/workflow/stages.hpp"
#include "../model_store.hpp"

namespace lhits {
namespace {

/// All jobs, and task number i for job number i.
struct Jobs {
    std::vector<ForecastJob> jobs;
    std::vector<Task> tasks;
};

Jobs list_jobs(const Run& run) {
    Jobs all;
    const auto& deck = run.deck;
    const auto add = [&](ForecastJob job, const std::string& what, double cost) {
        all.tasks.push_back(
            {.name = fmt::format("{} {}, from member {}", job.group(), what, job.members.first),
             .cost = cost});
        all.jobs.push_back(std::move(job));
    };
    const auto add_surrogate = [&](const std::string& name, const Protocol& protocol) {
        const auto count = protocol.scored_on.count;
        const auto ranges = chunks(run, count);
        for (std::size_t c = 0; c < ranges.size(); ++c) {
            add({ForecastJob::Kind::coupled, name, protocol, ranges[c], c, 0}, "coupled", 1.0);
            for (std::size_t l = 0;
                 deck.forecast.single_steppers && l < deck.steppers.strides.size(); ++l) {
                // The finest stepper alone makes one small evaluation a step, one after the other.
                add({ForecastJob::Kind::single, name, protocol, ranges[c], c, l},
                    fmt::format("stride {}", deck.steppers.strides[l]),
                    1.0 + 2.0 / static_cast<double>(deck.steppers.strides[l]));
            }
        }
        if (!deck.forecast.perfect_model) return;
        for (const auto& range : batches(run, count, count, run.ranks.size())) {
            add({ForecastJob::Kind::perfect, name, protocol, range, 0, 0}, "solver",
                6.0 * static_cast<double>(range.count));
        }
    };
    for (const auto& protocol : protocols(run)) {
        for (const auto& plan : surrogate_plans(run)) add_surrogate(plan.name, protocol);
    }
    if (!deck.forecast.direct_solver) return all;
    const auto ranges = full_batches(run, deck.trajectories.test);
    for (std::size_t c = 0; c < ranges.size(); ++c) {
        add({ForecastJob::Kind::direct, "", protocols(run).front(), ranges[c], c, 0}, "solvers",
            12.0 * static_cast<double>(ranges[c].count));
    }
    return all;
}

ForecastHeader forecast_header(const Run& run, const SolverLadder& solvers) {
    ForecastHeader header;
    static_cast<RunHeader&>(header) = trajectory_header(run);
    header.trajectories = run.deck.trajectories.test;
    for (const auto& protocol : protocols(run)) {
        const auto& [split, count] = protocol.scored_on;
        for (const auto& plan : surrogate_plans(run)) {
            header.groups.push_back(
                {protocol.group(plan.name), protocol.name, plan.latent, count, steps_of(run, split),
                 run.deck.forecast.single_steppers ? run.deck.steppers.strides
                                                   : std::vector<std::int64_t>{}});
        }
    }
    header.time_steps = solvers.time_steps();
    return header;
}

/// Room for the sums of every group.
ForecastSums sums_of(const Run& run, const ForecastHeader& header) {
    ForecastSums sums;
    for (const auto& group : header.groups) {
        sums.emplace(group.name,
                     ChunkSums(group.strides.size(), chunks(run, group.trajectories).size()));
    }
    sums.emplace(direct_solver_group, ChunkSums(header.time_steps.size(),
                                                full_batches(run, header.trajectories).size()));
    return sums;
}

using Numbers = std::map<std::string, double>;

/// What the file says about each group as a whole.
std::map<std::string, Numbers> numbers_of(const ForecastHeader& header, const ForecastSums& sums,
                                          double variance, double wall) {
    std::map<std::string, Numbers> numbers;
    for (const auto& group : header.groups) {
        const auto& own = sums.at(group.name);
        const auto values = static_cast<double>(group.trajectories * (group.steps + 1)) *
                            static_cast<double>(header.coordinates.x.size());
        auto& made = numbers[group.name];
        made["seconds"] = own.total(ChunkSums::seconds);
        made["stage_seconds"] = wall;
        made["variance"] = variance;
        made["reduction_mse"] = own.total(ChunkSums::reduction_error) / values;
        made["pca_mse"] = own.total(ChunkSums::pca_error) / values;
        for (std::size_t l = 0; l < group.strides.size(); ++l) {
            made[fmt::format("seconds_stride_{}", group.strides[l])] =
                own.total(ChunkSums::level_seconds + l);
        }
    }
    for (std::size_t l = 0; l < header.time_steps.size(); ++l) {
        numbers[direct_solver_group][fmt::format("seconds_level_{}", l)] =
            sums.at(direct_solver_group).total(ChunkSums::level_seconds + l);
    }
    return numbers;
}

void require_couplings(const Run& run, const std::map<std::string, Surrogate>& surrogates) {
    for (const auto& [name, surrogate] : surrogates) {
        for (const auto& protocol : protocols(run)) {
            if (surrogate.couplings.contains(protocol.name)) continue;
            throw InputError(fmt::format(
                "{}: expected the coupling of {} ({}), found none; run 'lhits couple DECK' first",
                run.directory.model(), name, protocol.name));
        }
    }
}

}  // namespace

void forecast(const Run& run) {
    std::map<std::string, Surrogate> surrogates;
    PrincipalComponentsPart components;
    bool done = false;
    together(run.ranks, [&] {
        surrogates = read_surrogates(run);
        require_couplings(run, surrogates);
        const Record model = read_model(run, "reduce");
        using_content_of(run.directory.model(), [&] {
            components = read_principal_components(model.child(pca_item), run);
        });
        done = std::filesystem::exists(run.directory.forecast());
        if (!done) return;
        const auto path = run.directory.forecast();
        require_own_deck(run, path, read_forecast_header(path).deck);
    });
    if (done) {
        log::info("forecast: " + run.directory.forecast() + " is there");
        return;
    }
    const double begin = MPI_Wtime();
    const auto all = list_jobs(run);
    const SolverLadder solvers(run);
    auto header = forecast_header(run, solvers);
    auto sums = sums_of(run, header);
    std::optional<LongTimeStatistics> statistics;
    together(run.ranks, [&] {
        if (!run.deck.forecast.statistics) return;
        statistics.emplace(run);
        header.statistics = statistics->axes();
    });
    ForecastWriter writer(run.ranks, run.directory.forecast(), header);
    Forecaster forecaster(run, surrogates, components, solvers, writer, sums,
                          statistics ? &*statistics : nullptr);
    TaskPool pool(run.ranks, all.tasks);
    Progress progress("forecast", static_cast<double>(all.tasks.size()), "tasks");
    pool.run(
        [&](int index) {
            const auto i = static_cast<std::size_t>(index);
            const Timeline::Scope scope(run.timeline, all.tasks[i].name, "forecast");
            forecaster.run(all.jobs[i], [&](double part) { pool.tick(index, part, &progress); });
        },
        &progress);
    for (auto& [name, own] : sums) own.collect(run.ranks);
    LongTimeStatistics::Numbers of_statistics;
    if (statistics) statistics->finish(surrogates, writer, of_statistics);
    auto numbers = numbers_of(header, sums, components.variance, MPI_Wtime() - begin);
    numbers.merge(of_statistics);
    writer.finish(numbers);
    std::string what;
    for (const auto& protocol : protocols(run)) {
        what += fmt::format("{}{} {} trajectories ({})", what.empty() ? "" : " and ",
                            protocol.scored_on.count, split_name(protocol.scored_on.split),
                            protocol.name);
    }
    log::info(fmt::format("forecast: {} in {}", what, duration_text(MPI_Wtime() - begin)));
}

}  // namespace lhits
