#include "xdmf_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <functional>

#include "lhits/base/whole_state.hpp"
#include "lhits/io/forecast_file.hpp"
#include "lhits/io/text_file.hpp"
#include "lhits/io/xdmf.hpp"
#include "lhits/parallel/agree_on_errors.hpp"
#include "protocol.hpp"

namespace lhits {
namespace {

std::string name_in(const std::string& path) {
    return std::filesystem::path(path).filename().string();
}

std::vector<double> times(const RunHeader& header, std::int64_t steps) {
    std::vector<double> result;
    for (std::int64_t i = 0; i <= steps; ++i) result.push_back(static_cast<double>(i) * header.dt);
    return result;
}

/// How many trajectories of each of so many groups are shown.
std::int64_t in_quotes(std::size_t groups, std::int64_t trajectories) {
    const auto each = enough_xdmf_series / static_cast<std::int64_t>(groups);
    return std::min(trajectories, std::max<std::int64_t>(1, each));
}

/// One trajectory of a split.
XdmfStates true_states(const Run& run, Split split, std::int64_t trajectory) {
    return {fmt::format("{}:/{}/u", name_in(run.directory.trajectories()), split_name(split)),
            {trajectories(run, split), steps_of(run, split) + 1,
             static_cast<std::int64_t>(run.system->layout().whole_size())},
            {trajectory}};
}

void write(const Run& run, const std::string& path, bool only_if_missing,
           const std::function<std::vector<XdmfSeries>(const RunHeader&)>& series_of) {
    on_root(run.ranks, [&] {
        const auto xdmf = xdmf_path(path);
        if (only_if_missing && std::filesystem::exists(xdmf)) return;
        const RunHeader header = trajectory_header(run);
        const auto text = xdmf_text(whole_layout(header.coordinates), series_of(header));
        if (!text.empty()) write_text_file(xdmf, text);
    });
}

}  // namespace

void write_trajectories_xdmf(const Run& run, bool only_if_missing) {
    const auto path = run.directory.trajectories();
    write(run, path, only_if_missing, [&](const RunHeader& header) {
        std::vector<XdmfSeries> result;
        for (const Split split : {Split::train, Split::validation, Split::test}) {
            const auto group = fmt::format("{}:/{}", name_in(path), split_name(split));
            for (std::int64_t i = 0; i < in_quotes(3, trajectories(run, split)); ++i) {
                result.push_back({fmt::format("{}, trajectory {}", split_name(split), i),
                                  group,
                                  times(header, steps_of(run, split)),
                                  {true_states(run, split, i)}});
            }
        }
        return result;
    });
}

void write_forecast_xdmf(const Run& run, bool only_if_missing) {
    const auto path = run.directory.forecast();
    write(run, path, only_if_missing, [&](const RunHeader& header) {
        std::vector<XdmfSeries> result;
        const auto plans = surrogate_plans(run);
        const auto all = protocols(run);
        for (const auto& protocol : all) {
            const auto& [split, count] = protocol.scored_on;
            const auto steps = steps_of(run, split);
            for (const auto& plan : plans) {
                const auto name = protocol.group(plan.name);
                const auto group = fmt::format("{}:/{}", name_in(path), name);
                for (std::int64_t i = 0; i < in_quotes(plans.size() * all.size(), count); ++i) {
                    auto truth = true_states(run, split, i);
                    truth.label = "true";
                    result.push_back(
                        {fmt::format("{}, trajectory {}", name, i),
                         group,
                         times(header, steps),
                         {{group + "/u_predicted",
                           {count, steps + 1,
                            static_cast<std::int64_t>(run.system->layout().whole_size())},
                           {i}},
                          truth}});
                }
            }
        }
        return result;
    });
}

void write_ensemble_xdmf(const Run& run, const EnsembleHeader& header) {
    const auto path = run.directory.path() + "/" + run.deck.forecast.ensemble.file;
    const auto some = whole_layout(part_of(header.coordinates, header.outputs));
    std::vector<double> outputs;
    for (std::int64_t i = 0; i < header.times(); ++i) {
        outputs.push_back(static_cast<double>(i * header.output_every) * header.dt);
    }
    std::vector<XdmfSeries> result;
    for (const auto& group : header.groups) {
        const auto place = fmt::format("{}:/{}", name_in(path), group.name);
        const auto count = in_quotes(header.groups.size(), header.initial_conditions);
        for (std::int64_t i = 0; i < count; ++i) {
            XdmfSeries series{
                fmt::format("{}, initial condition {}", group.name, i), place, outputs, {}};
            for (const std::string name : {"mean", "standard_deviation", "control", "truth"}) {
                if (name == "truth" && !header.truth) continue;
                series.states.push_back({place + "/" + name,
                                         {header.initial_conditions, header.times(),
                                          static_cast<std::int64_t>(header.outputs.size())},
                                         {i},
                                         name});
            }
            result.push_back(std::move(series));
        }
    }
    on_root(run.ranks, [&] {
        const auto text = xdmf_text(some, result);
        if (!text.empty()) write_text_file(xdmf_path(path), text);
    });
}

}  // namespace lhits
