#include "forecast_collection.hpp"

#include <fmt/format.h>

#include <numeric>
#include <utility>

#include "lhits/workflow/trajectory_starts.hpp"

namespace lhits {
namespace {

using Kind = ForecastJob::Kind;

/// Of the first `count` trajectories of a split.
std::vector<double> first_parameters(const Run& run, Split split, std::int64_t count) {
    auto all = parameters_of(run, split);
    all.resize(static_cast<std::size_t>(count) * run.deck.parameters.count());
    return all;
}

ForecastHeader forecast_header(const Run& run, const SolverLadder& solvers,
                               const LongTimeStatistics* statistics) {
    ForecastHeader header;
    static_cast<RunHeader&>(header) = trajectory_header(run);
    header.trajectories = run.deck.trajectories.test;
    for (const auto& protocol : protocols(run)) {
        const auto& [split, count] = protocol.scored_on;
        for (const auto& plan : surrogate_plans(run)) {
            header.groups.push_back({protocol.group(plan.name), protocol.name, plan.dimension(run),
                                     count, steps_of(run, split),
                                     run.deck.forecast.single_steppers
                                         ? run.deck.steppers.strides
                                         : std::vector<std::int64_t>{},
                                     first_parameters(run, split, count)});
        }
    }
    header.time_steps = solvers.time_steps();
    if (statistics != nullptr) header.statistics = statistics->axes();
    if (const auto& tolerances = run.deck.forecast.adaptive_tolerance; !tolerances.empty()) {
        header.adaptive = AdaptiveAxes{tolerances, run.deck.steppers.strides};
    }
    return header;
}

using Numbers = std::map<std::string, double>;

/// What numbers that are seconds of something are called: of a stepper alone, of an adaptive
/// tolerance, of a solver.
template <class Values>
std::vector<std::string> names_of_seconds(const char* what, const Values& values) {
    std::vector<std::string> names;
    for (const auto& value : values) names.push_back(fmt::format("seconds_{}_{}", what, value));
    return names;
}

/// In the order of a result: those of the tolerances, then those of the fixed hierarchies.
std::vector<std::string> names_of_adaptive_seconds(const AdaptiveAxes& axes) {
    auto names = names_of_seconds("tolerance", axes.tolerance);
    for (auto& name : names_of_seconds("stride", axes.stride)) names.push_back(std::move(name));
    return names;
}

std::vector<std::string> names_of_solver_seconds(const ForecastHeader& header) {
    std::vector<std::size_t> levels(header.time_steps.size());
    std::iota(levels.begin(), levels.end(), std::size_t{0});
    return names_of_seconds("level", levels);
}

}  // namespace

ForecastCollection::ForecastCollection(const Run& run, const SolverLadder& solvers,
                                       LongTimeStatistics* statistics)
    : run_(run),
      statistics_(statistics),
      header_(forecast_header(run, solvers, statistics)),
      writer_(run.ranks, run.directory.forecast(), header_) {
    const auto make_room = [&](const std::string& group, const std::vector<std::string>& names,
                               std::size_t chunks) {
        for (const auto& name : names) sums_[group][name].assign(chunks, 0.0);
    };
    for (const auto& group : header_.groups) {
        const auto count = chunks(run, group.trajectories).size();
        make_room(group.name, {"seconds", "reduction_mse", "pca_mse"}, count);
        make_room(group.name, names_of_seconds("stride", group.strides), count);
        if (!header_.adaptive || !group.is_unseen()) continue;
        make_room(adaptive_group(group.name), names_of_adaptive_seconds(*header_.adaptive), count);
    }
    make_room(direct_solver_group, names_of_solver_seconds(header_),
              full_batches(run, header_.trajectories).size());
}

void ForecastCollection::enter(const ForecastJob& unit, const Record& result) {
    const auto group = unit.kind == Kind::adaptive ? adaptive_group(unit.group()) : unit.group();
    const auto add = [&](const std::string& name, double value) {
        sums_.at(group).at(name).at(unit.chunk) = value;
    };
    const auto add_seconds = [&](const std::vector<std::string>& names) {
        const auto& seconds = result.doubles(seconds_item);
        for (std::size_t i = 0; i < names.size(); ++i) add(names[i], seconds.at(i));
    };
    std::vector<Along> block{{"trajectory", unit.members.first, unit.members.count}};
    switch (unit.kind) {
        case Kind::truth: statistics_->enter_truth(unit.chunk, result); return;
        case Kind::solver_exponents:
        case Kind::surrogate_exponents:
            statistics_->enter_exponents(unit.surrogate, unit.members.first,
                                         result.doubles(exponents_item));
            return;
        case Kind::direct: add_seconds(names_of_solver_seconds(header_)); break;
        case Kind::adaptive: add_seconds(names_of_adaptive_seconds(*header_.adaptive)); break;
        case Kind::single:
            add(fmt::format("seconds_stride_{}", run_.deck.steppers.strides[unit.level]),
                result.number(seconds_item));
            block.push_back({"stride", static_cast<std::int64_t>(unit.level)});
            break;
        case Kind::coupled:
            add("seconds", result.number(seconds_item));
            add("reduction_mse", result.number(reduction_error_item));
            if (unit.surrogate != full_space) add("pca_mse", result.number(pca_error_item));
            if (statistics_ != nullptr && unit.protocol.name == unseen) {
                statistics_->enter_forecasts(unit.surrogate, unit.chunk,
                                             result.child(statistics_item));
            }
            break;
        case Kind::perfect: break;
    }
    writer_.write_all(group, block, result);
}

void ForecastCollection::finish(double variance, double seconds,
                                const std::map<std::string, Numbers>& trust) {
    std::map<std::string, Numbers> numbers;
    for (auto& [group, own] : sums_) {
        for (auto& [name, values] : own) {
            values = run_.ranks.collect(std::move(values));
            numbers[group][name] = std::accumulate(values.begin(), values.end(), 0.0);
        }
    }
    for (const auto& group : header_.groups) {
        const auto values = static_cast<double>(group.trajectories * (group.steps + 1)) *
                            static_cast<double>(header_.coordinates.size());
        auto& own = numbers[group.name];
        own["reduction_mse"] /= values;
        own["pca_mse"] /= values;
        own["stage_seconds"] = seconds;
        own["variance"] = variance;
    }
    for (const auto& [group, own] : trust) numbers[group].insert(own.begin(), own.end());
    if (statistics_ != nullptr) statistics_->finish(writer_, numbers);
    writer_.finish(numbers);
}

}  // namespace lhits
