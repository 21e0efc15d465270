// The forecasts of all trajectories that are scored, in chunks over ranks.
#include "score_forecasts.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <functional>
#include <map>
#include <optional>

#include "departures.hpp"
#include "forecast_collection.hpp"
#include "forecaster.hpp"
#include "../model_store.hpp"
#include "../artifact_store.hpp"
#include "../xdmf_files.hpp"
#include "lhits/base/checksum.hpp"
#include "lhits/base/error.hpp"
#include "lhits/base/log.hpp"
#include "lhits/io/text_file.hpp"
#include "lhits/parallel/agree_on_errors.hpp"
#include "lhits/workflow/stages.hpp"

namespace lhits {
namespace {

/// What forecasts are made with.
struct Inputs {
    std::optional<TrajectoryReader> data;
    std::map<std::string, Surrogate> surrogates;
    PrincipalComponentsPart components;
    std::int64_t checksum = 0;
};

void require_couplings(const Run& run, const std::map<std::string, Surrogate>& surrogates) {
    for (const auto& [name, surrogate] : surrogates) {
        for (const auto& protocol : protocols(run)) {
            if (surrogate.couplings.contains(protocol.name)) continue;
            throw InputError(fmt::format(
                "{}: expected the coupling of {} ({}), found none; run 'lhits couple DECK' first",
                run.directory.model(), name, protocol.name));
        }
        if (surrogate.trust) continue;
        throw InputError(fmt::format(
            "{}: expected where and for how long {} can be trusted, found nothing; run 'lhits "
            "couple DECK' first",
            run.directory.model(), name));
    }
}

Inputs read_inputs(const Run& run) {
    Inputs inputs;
    inputs.surrogates = read_surrogates(run);
    require_couplings(run, inputs.surrogates);
    inputs.data.emplace(run.directory.trajectories());
    const Record model = read_model(run, "reduce");
    Checksum sum;
    sum.add(read_text_file(run.directory.model()));
    // The time that it took tells one trajectory file from another.
    for (const auto& [name, number] : inputs.data->numbers()) {
        sum.add(fmt::format("{} {}", name, number));
    }
    sum.add(deck_text(run.deck, Stage::forecast));
    inputs.checksum = sum.value();
    using_content_of(run.directory.model(), [&] {
        inputs.components = read_principal_components(model.child(pca_item), run);
    });
    return inputs;
}

/// Whether it takes less time to save a result and to read it again than to make it again. What
/// fills a disk this fast is never long in the making.
bool is_worth_saving(const Record& result, double seconds) {
    constexpr double bytes_a_second = 64e6;
    return static_cast<double>(bytes_of(result)) < bytes_a_second * seconds;
}

/// Does what is left of `units`; `take` is given the result of each, and the seconds that it took.
void do_units(
    const Run& run, const std::vector<ForecastJob>& units, const std::set<std::string>& done,
    Forecaster& forecaster,
    const std::function<void(const ForecastJob& unit, Record result, double seconds)>& take) {
    auto costs = Costs::assumed();
    const auto work = [&](const ForecastJob& job, const Tick& tick) {
        const double begin = MPI_Wtime();
        auto results = forecaster.run(job, tick);
        const auto own = units_of(run, job);
        const double each = (MPI_Wtime() - begin) / static_cast<double>(own.size());
        for (std::size_t i = 0; i < own.size(); ++i) take(own[i], std::move(results[i]), each);
    };
    carry_out(run.ranks, forecast_plan(run, units, run.ranks.size(), costs, done), run.timeline,
              {"forecast", "tasks"}, work);
}

void log_end(const Run& run, const Part& part, double seconds) {
    std::string what;
    for (const auto& protocol : protocols(run)) {
        what += fmt::format("{}{} {} trajectories ({})", what.empty() ? "" : " and ",
                            protocol.scored_on.count, split_name(protocol.scored_on.split),
                            protocol.name);
    }
    const auto of = part.is_all() ? "" : fmt::format("part {} of {} of ", part.index, part.count);
    log::info(fmt::format("forecast: {}{} in {}", of, what, duration_text(seconds)));
}

/// Collective: leaves the results of a part in checkpoints/.
void do_part(const Run& run, const Part& part, ArtifactStore& results, Forecaster& forecaster) {
    const auto done = results.restore([](const std::string&, const Record&) { return true; });
    const auto save = [&] { results.save(); };
    saving(save, [&] {
        do_units(run, forecast_units(run, part), done, forecaster,
                 [&](const ForecastJob& unit, Record result, double) {
                     results.add(unit.name, std::move(result));
                 });
    });
    agree_on_errors(run.ranks, save);
}

/// Collective: does what earlier runs and parts have left to do, and writes forecast.h5.
void do_all(const Run& run, const Inputs& inputs, ArtifactStore& results, Forecaster& forecaster,
            ForecastCollection& collection) {
    const double begin = MPI_Wtime();
    const auto units = forecast_units(run, {});
    std::map<std::string, const ForecastJob*> by_name;
    for (const auto& unit : units) by_name.emplace(unit.name, &unit);
    const auto done = results.restore([&](const std::string& name, const Record& result) {
        const auto unit = by_name.find(name);
        if (unit == by_name.end()) return false;
        collection.enter(*unit->second, result);
        return true;
    });
    const auto save = [&] { results.save(); };
    saving(save, [&] {
        do_units(run, units, done, forecaster,
                 [&](const ForecastJob& unit, Record result, double seconds) {
                     collection.enter(unit, result);
                     if (!is_worth_saving(result, seconds)) return;
                     results.add(unit.name, std::move(result));
                 });
    });
    collection.finish(inputs.components.variance, MPI_Wtime() - begin,
                      trust_numbers(run, inputs.surrogates));
    write_forecast_xdmf(run);
    on_root(run.ranks, [&] {
        results.remove_all();
        warn_of_departures(run);
    });
}

/// Collective: whether forecast.h5 has what the deck asks for.
bool forecasts_are_there(const Run& run, const Part& part) {
    bool there = false;
    on_root(run.ranks, [&] {
        const auto path = run.directory.forecast();
        if (!std::filesystem::exists(path)) return;
        const auto changes =
            changes_since(run, path, read_forecast_header(path).deck, Stage::forecast);
        there = changes.empty();
        if (!there) set_aside(path, "forecast", "the forecasts are", changes, part);
    });
    return run.ranks.any(there);
}

}  // namespace

void score_forecasts(const Run& run, const Part& part) {
    Inputs inputs;
    agree_on_errors(run.ranks, [&] { inputs = read_inputs(run); });
    const bool done = forecasts_are_there(run, part);
    ArtifactStore results(run, task_results("forecast"), inputs.checksum);
    if (done) {
        if (part.is_all()) {
            on_root(run.ranks, [&] { results.remove_all(); });
            write_forecast_xdmf(run, true);
        }
        log::info("forecast: " + run.directory.forecast() + " is there");
        return;
    }
    const double begin = MPI_Wtime();
    const SolverLadder solvers(run);
    std::optional<LongTimeStatistics> statistics;
    agree_on_errors(run.ranks, [&] {
        if (run.deck.forecast.statistics) statistics.emplace(run, *inputs.data);
    });
    auto* const measures = statistics ? &*statistics : nullptr;
    Forecaster forecaster(run, *inputs.data, inputs.surrogates, inputs.components, solvers,
                          measures);
    if (part.is_all()) {
        ForecastCollection collection(run, solvers, measures);
        do_all(run, inputs, results, forecaster, collection);
    } else {
        do_part(run, part, results, forecaster);
    }
    log_end(run, part, MPI_Wtime() - begin);
}

}  // namespace lhits
