#include "forecast_collection.hpp"

#include <fmt/format.h>

#include <array>

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

/// Room for the sums of every group.
std::map<std::string, ChunkSums> sums_of(const Run& run, const ForecastHeader& header) {
    std::map<std::string, ChunkSums> sums;
    for (const auto& group : header.groups) {
        sums.emplace(group.name,
                     ChunkSums(group.strides.size(), chunks(run, group.trajectories).size()));
        if (!header.adaptive || group.protocol != unseen) continue;
        sums.emplace(adaptive_group(group.name),
                     ChunkSums(header.adaptive->tolerance.size() + header.adaptive->stride.size(),
                               chunks(run, group.trajectories).size()));
    }
    sums.emplace(direct_solver_group, ChunkSums(header.time_steps.size(),
                                                full_batches(run, header.trajectories).size()));
    return sums;
}

/// One of `count` equal parts.
Reals part_of(const Reals& all, std::size_t index, std::size_t count) {
    return std::visit(
        [&](const auto& values) -> Reals {
            const auto block = values.size() / count;
            return values.subspan(index * block, block);
        },
        all);
}

using Numbers = std::map<std::string, double>;

/// What the file says about each group as a whole.
std::map<std::string, Numbers> numbers_of(const ForecastHeader& header,
                                          const std::map<std::string, ChunkSums>& sums,
                                          double variance, double wall) {
    std::map<std::string, Numbers> numbers;
    for (const auto& group : header.groups) {
        const auto& own = sums.at(group.name);
        const auto values = static_cast<double>(group.trajectories * (group.steps + 1)) *
                            static_cast<double>(header.coordinates.size());
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
        if (!header.adaptive || group.protocol != unseen) continue;
        const auto& [tolerances, strides] = *header.adaptive;
        const auto& adaptive = sums.at(adaptive_group(group.name));
        auto& beside = numbers[adaptive_group(group.name)];
        for (std::size_t l = 0; l < tolerances.size(); ++l) {
            beside[fmt::format("seconds_tolerance_{}", tolerances[l])] =
                adaptive.total(ChunkSums::level_seconds + l);
        }
        for (std::size_t l = 0; l < strides.size(); ++l) {
            beside[fmt::format("seconds_stride_{}", strides[l])] =
                adaptive.total(ChunkSums::level_seconds + tolerances.size() + l);
        }
    }
    for (std::size_t l = 0; l < header.time_steps.size(); ++l) {
        numbers[direct_solver_group][fmt::format("seconds_level_{}", l)] =
            sums.at(direct_solver_group).total(ChunkSums::level_seconds + l);
    }
    return numbers;
}

}  // namespace

ForecastCollection::ForecastCollection(const Run& run, const SolverLadder& solvers,
                                       LongTimeStatistics* statistics)
    : run_(run),
      statistics_(statistics),
      header_(forecast_header(run, solvers, statistics)),
      sums_(sums_of(run, header_)),
      writer_(run.ranks, run.directory.forecast(), header_) {}

void ForecastCollection::enter(const ForecastJob& unit, const Record& result) {
    switch (unit.kind) {
        case Kind::direct: enter_direct(unit, result); return;
        case Kind::adaptive: enter_adaptive(unit, result); return;
        case Kind::truth: statistics_->enter_truth(unit.chunk, result); return;
        case Kind::solver_exponents:
        case Kind::surrogate_exponents:
            statistics_->enter_exponents(unit.surrogate, unit.members.first,
                                         result.doubles(exponents_item));
            return;
        case Kind::single:
            sums_.at(unit.group()).at(ChunkSums::level_seconds + unit.level, unit.chunk) =
                result.number(seconds_item);
            for (const auto dataset : all_stepper_data) {
                writer_.write_stepper(unit.group(), dataset, static_cast<std::int64_t>(unit.level),
                                      unit.members.first, unit.members.count,
                                      result.reals(name_of(dataset)));
            }
            return;
        case Kind::coupled: {
            auto& sums = sums_.at(unit.group());
            sums.at(ChunkSums::seconds, unit.chunk) = result.number(seconds_item);
            sums.at(ChunkSums::reduction_error, unit.chunk) = result.number(reduction_error_item);
            if (unit.surrogate != full_space) {
                sums.at(ChunkSums::pca_error, unit.chunk) = result.number(pca_error_item);
            }
            if (statistics_ != nullptr && unit.protocol.name == unseen) {
                statistics_->enter_forecasts(unit.surrogate, unit.chunk,
                                             result.child(statistics_item));
            }
            break;
        }
        case Kind::perfect: break;
    }
    for (const auto dataset : all_forecast_data) {
        if (!result.arrays.contains(name_of(dataset))) continue;
        writer_.write(unit.group(), dataset, unit.members.first, unit.members.count,
                      result.reals(name_of(dataset)));
    }
}

void ForecastCollection::enter_direct(const ForecastJob& unit, const Record& result) {
    const auto& seconds = result.doubles(seconds_item);
    const auto mse = result.reals(name_of(ForecastData::mse_state));
    for (std::size_t level = 0; level < seconds.size(); ++level) {
        sums_.at(unit.group()).at(ChunkSums::level_seconds + level, unit.chunk) = seconds[level];
        writer_.write_direct(static_cast<std::int64_t>(level), unit.members.first,
                             unit.members.count, part_of(mse, level, seconds.size()));
    }
}

void ForecastCollection::enter_adaptive(const ForecastJob& unit, const Record& result) {
    const auto& seconds = result.doubles(seconds_item);
    auto& sums = sums_.at(adaptive_group(unit.group()));
    for (std::size_t l = 0; l < seconds.size(); ++l) {
        sums.at(ChunkSums::level_seconds + l, unit.chunk) = seconds[l];
    }
    const auto tolerances = header_.adaptive->tolerance.size();
    for (const auto dataset : all_adaptive_data) {
        const bool is_fixed =
            dataset == AdaptiveData::fixed_mse_state || dataset == AdaptiveData::fixed_valid_time;
        const auto count = is_fixed ? header_.adaptive->stride.size() : tolerances;
        const auto all = result.reals(name_of(dataset));
        for (std::size_t i = 0; i < count; ++i) {
            writer_.write_adaptive(unit.group(), dataset, static_cast<std::int64_t>(i),
                                   unit.members.first, unit.members.count, part_of(all, i, count));
        }
    }
}

void ForecastCollection::finish(double variance, double seconds,
                                const std::map<std::string, Numbers>& trust) {
    for (auto& [name, own] : sums_) own.collect(run_.ranks);
    LongTimeStatistics::Numbers of_statistics;
    if (statistics_ != nullptr) statistics_->finish(writer_, of_statistics);
    auto numbers = numbers_of(header_, sums_, variance, seconds);
    for (const auto& [group, own] : trust) numbers[group].insert(own.begin(), own.end());
    numbers.merge(of_statistics);
    writer_.finish(numbers);
}

}  // namespace lhits
