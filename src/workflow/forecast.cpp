// The forecasts of all test trajectories, in chunks over ranks.
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
#include "model_store.hpp"

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
            {.name = fmt::format("{} {}, from member {}", job.surrogate, what, job.members.first),
             .cost = cost});
        all.jobs.push_back(std::move(job));
    };
    const auto ranges = chunks(run, Split::test);
    for (const auto& plan : surrogate_plans(run)) {
        for (std::size_t c = 0; c < ranges.size(); ++c) {
            add({ForecastJob::Kind::coupled, plan.name, ranges[c], c, 0}, "coupled", 1.0);
            for (std::size_t l = 0;
                 deck.forecast.single_steppers && l < deck.steppers.strides.size(); ++l) {
                // The finest stepper alone makes one small evaluation a step, one after the other.
                add({ForecastJob::Kind::single, plan.name, ranges[c], c, l},
                    fmt::format("stride {}", deck.steppers.strides[l]),
                    1.0 + 2.0 / static_cast<double>(deck.steppers.strides[l]));
            }
        }
        if (!deck.forecast.perfect_model) continue;
        for (const auto& range : batches(run, deck.trajectories.test, deck.trajectories.test)) {
            add({ForecastJob::Kind::perfect, plan.name, range, 0, 0}, "solver",
                6.0 * static_cast<double>(range.count));
        }
    }
    return all;
}

ForecastHeader forecast_header(const Run& run) {
    ForecastHeader header;
    static_cast<RunHeader&>(header) = trajectory_header(run);
    header.trajectories = run.deck.trajectories.test;
    for (const auto& plan : surrogate_plans(run)) {
        header.groups.push_back({plan.name, plan.latent,
                                 run.deck.forecast.single_steppers ? run.deck.steppers.strides
                                                                   : std::vector<std::int64_t>{}});
    }
    return header;
}

/// What the file says about each surrogate as a whole.
std::map<std::string, std::map<std::string, double>> numbers_of(const Run& run,
                                                                const ForecastSums& sums,
                                                                double variance, double wall) {
    const auto values =
        static_cast<double>(run.deck.trajectories.test * (run.deck.system.steps + 1)) *
        static_cast<double>(run.system->state_size());
    std::map<std::string, std::map<std::string, double>> numbers;
    for (const auto& [name, own] : sums) {
        auto& group = numbers[name];
        group["seconds"] = own.total(ChunkSums::seconds);
        group["stage_seconds"] = wall;
        group["variance"] = variance;
        group["reduction_mse"] = own.total(ChunkSums::reduction_error) / values;
        group["pca_mse"] = own.total(ChunkSums::pca_error) / values;
        const auto levels =
            run.deck.forecast.single_steppers ? run.deck.steppers.strides.size() : 0;
        for (std::size_t l = 0; l < levels; ++l) {
            group[fmt::format("seconds_stride_{}", run.deck.steppers.strides[l])] =
                own.total(ChunkSums::first_stepper + l);
        }
    }
    return numbers;
}

}  // namespace

void forecast(const Run& run) {
    std::map<std::string, Surrogate> surrogates;
    PrincipalComponentsPart components;
    bool done = false;
    together(run.ranks, [&] {
        surrogates = read_surrogates(run);
        for (const auto& [name, surrogate] : surrogates) {
            if (surrogate.coupling) continue;
            throw InputError(fmt::format(
                "{}: expected the coupling of {}, found none; run 'lhits couple DECK' first",
                run.directory.model(), name));
        }
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
    ForecastSums sums;
    for (const auto& plan : surrogate_plans(run)) {
        sums.emplace(plan.name,
                     ChunkSums(run.deck.steppers.strides.size(), chunks(run, Split::test).size()));
    }
    auto header = forecast_header(run);
    std::optional<LongTimeStatistics> statistics;
    together(run.ranks, [&] {
        if (!run.deck.forecast.statistics) return;
        statistics.emplace(run);
        header.statistics = statistics->axes();
    });
    ForecastWriter writer(run.ranks, run.directory.forecast(), header);
    Forecaster forecaster(run, surrogates, components, writer, sums,
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
    auto numbers = numbers_of(run, sums, components.variance, MPI_Wtime() - begin);
    numbers.merge(of_statistics);
    writer.finish(numbers);
    log::info(fmt::format("forecast: {} test trajectories in {}", run.deck.trajectories.test,
                          duration_text(MPI_Wtime() - begin)));
}

}  // namespace lhits
