#include <fmt/format.h>
#include <fmt/ranges.h>

#include <map>

#include "../report/markdown_table.hpp"
#include "../report/report_tables.hpp"
#include "../report/verdict_data.hpp"
#include "sweep_data.hpp"

namespace lhits {
namespace {

using Json = nlohmann::ordered_json;

/// "steppers.hidden = [128,128]"
std::string values_text(const Json& values) {
    std::vector<std::string> texts;
    for (const auto& [key, value] : values.items()) {
        texts.push_back(fmt::format("{} = {}", key, value.dump()));
    }
    return fmt::format("{}", fmt::join(texts, ", "));
}

/// "3.1e-05 (1.2e-05 to 8e-05)", one number where there is one run.
std::string spread_text(const Json& group, const char* name) {
    if (!group.contains(name)) return "";
    const auto& spread = group[name];
    if (group["runs"] == 1) return number_text(spread["median"]);
    return fmt::format("{} ({} to {})", number_text(spread["median"]),
                       number_text(spread["smallest"]), number_text(spread["largest"]));
}

std::string printed_text(const Json& sweep, const Json& group) {
    if (!sweep.contains("printed") || group["surrogate"] == "full space") return "";
    const auto& printed = sweep["printed"]["mse_state"];
    const auto found = printed.find(std::to_string(group["z"].get<int>()));
    return found == printed.end() ? "" : number_text(*found);
}

std::string errors_text(const Json& sweep) {
    Table table({"", "", "runs", "reconstruction", "validation", "forecast, unseen", "in-sample",
                 "printed", "relative l2", "valid time"});
    for (const auto& group : sweep["groups"]) {
        table.row({group["surrogate"].get<std::string>(), values_text(group["values"]),
                   fmt::format("{}", group["runs"].get<int>()), spread_text(group, "reduction_mse"),
                   spread_text(group, "mse_validation"), spread_text(group, "mse_state"),
                   spread_text(group, "mse_state_in_sample"), printed_text(sweep, group),
                   spread_text(group, "relative_l2"), spread_text(group, "valid_time")});
    }
    return table.text();
}

std::string costs_text(const Json& sweep) {
    Table table({"", "", "training, s", "a forecast, s", "forecast, unseen"});
    for (const auto& group : sweep["groups"]) {
        table.row({group["surrogate"].get<std::string>(), values_text(group["values"]),
                   spread_text(group, "train_seconds"), spread_text(group, "seconds_per_forecast"),
                   spread_text(group, "mse_state")});
    }
    return table.text();
}

std::string steppers_text(const Json& sweep) {
    Cells heads{"", ""};
    const auto& first = sweep["groups"].front()["steppers"];
    for (const auto& stepper : first) heads.push_back(stepper["stride"].dump());
    heads.emplace_back("coupled");
    Table table(heads);
    for (const auto& group : sweep["groups"]) {
        if (group["steppers"].size() != first.size()) continue;  // other strides
        Cells cells{group["surrogate"].get<std::string>(), values_text(group["values"])};
        for (const auto& stepper : group["steppers"]) {
            cells.push_back(number_text(stepper["mse"]["median"]));
        }
        cells.push_back(number_text(group["mse_state"]["median"]));
        table.row(cells);
    }
    return table.text();
}

/// Empty where nothing is recommended.
std::string recommended_text(const Json& sweep) {
    const auto& chosen = sweep["recommended"];
    if (chosen.is_null()) return {};
    const auto values = values_text(chosen["values"]);
    return fmt::format("Recommended: z = {}{}{}: {}.", chosen["z"].get<int>(),
                       values.empty() ? "" : ", ", values, chosen["reason"].get<std::string>());
}

/// What rank-minimising autoencoders say beside it; empty where there are none.
std::string dimensions_text(const Json& sweep) {
    std::map<std::string, int> counts;
    for (const auto& found : sweep["dimensions"]) {
        const auto& estimate = found["estimate"];
        ++counts[estimate.is_null() ? "no estimate" : estimate.dump()];
    }
    if (counts.empty()) return {};
    std::vector<std::string> texts;
    texts.reserve(counts.size());
    for (const auto& [estimate, count] : counts) {
        texts.push_back(
            fmt::format("{} ({} of {} points)", estimate, count, sweep["dimensions"].size()));
    }
    return fmt::format("\nDimension of the data by rank-minimising autoencoders: {}.\n",
                       fmt::join(texts, ", "));
}

}  // namespace

std::string sweep_summary(const Json& sweep) {
    const auto& points = sweep["sweep"];
    const auto& verdict = sweep["verdict"];
    return fmt::format("report: {} of the {} points of the sweep are finished{}\n  {}",
                       points["finished"].size(), points["points"].get<int>(),
                       verdict.is_null() ? "" : verdict_summary(verdict), recommended_text(sweep));
}

std::string sweep_text(const Json& sweep) {
    const auto& points = sweep["sweep"];
    const auto& system = sweep["system"];
    std::string text = fmt::format("# {}\n", sweep["title"].get<std::string>());
    if (!sweep["verdict"].is_null()) text += verdict_text(sweep["verdict"]);
    text += fmt::format(
        "\n## What was done\n\n{}: n = {}, {} steps of {}; a sweep of {} points, of which {} are "
        "finished; {} "
        "rank(s); lhits {} ({}). Each point is a run of its own, in the folder that `lhits check` "
        "names.\n\n",
        system["kind"].get<std::string>(), system["n"].get<int>(), system["steps"].get<int>(),
        system["dt"].get<double>(), points["points"].get<int>(), points["finished"].size(),
        sweep["ranks"].get<int>(), sweep["lhits_version"].get<std::string>(),
        sweep["git_revision"].get<std::string>());
    for (const auto& missing : points["missing"]) {
        text += fmt::format("- not finished: {}\n", missing.get<std::string>());
    }
    text += fmt::format("\n{}\n{}", recommended_text(sweep), dimensions_text(sweep));
    text += fmt::format(
        "\n## Errors\n\nMean squared errors over all steps and trajectories, the median over the "
        "runs of a row (which differ in their seeds) with the smallest and the largest.{}\n\n{}",
        unit_of_times(sweep), errors_text(sweep));
    text += "\n## Cost against error\n\n" + costs_text(sweep);
    if (!sweep["groups"].front()["steppers"].empty()) {
        text += "\n## Single steppers by stride, unseen, medians over the runs\n\n" +
                steppers_text(sweep);
    }
    return text;
}

}  // namespace lhits
