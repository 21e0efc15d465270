// Forecasts of trajectories with parameters of their own, in the report.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <vector>

#include "lhits/io/forecast_file.hpp"
#include "lhits/workflow/trajectory_starts.hpp"
#include "markdown_table.hpp"
#include "report_data.hpp"
#include "report_tables.hpp"
#include "statistics.hpp"

namespace lhits {
namespace {

/// Trajectories whose value of one parameter is the same, or in the same part of all in order.
std::vector<std::vector<std::size_t>> groups_of(const std::vector<double>& values) {
    constexpr std::size_t most = 12;
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
    std::map<double, std::vector<std::size_t>> same;
    for (const auto t : order) same[values[t]].push_back(t);
    std::vector<std::vector<std::size_t>> groups;
    if (same.size() <= most) {
        for (auto& [value, members] : same) groups.push_back(std::move(members));
        return groups;
    }
    for (std::size_t g = 0; g < most; ++g) {
        const auto at = [&](std::size_t part) {
            return order.begin() + static_cast<std::ptrdiff_t>(order.size() * part / most);
        };
        groups.emplace_back(at(g), at(g + 1));
    }
    return groups;
}

std::vector<double> chosen(const Json& values, const std::vector<std::size_t>& members) {
    std::vector<double> some;
    some.reserve(members.size());
    for (const auto member : members) some.push_back(values[member].get<double>());
    return some;
}

std::string range_text(double low, double high) {
    return low == high ? fmt::format("{:.6g}", low) : fmt::format("{:.6g} to {:.6g}", low, high);
}

Table table_of(const Json& own, const std::string& name) {
    Table table({name, "trajectories", "forecast, state: mean", "median", "valid time: median",
                 "outside the trained range"});
    const auto values = own["values"][name].get<std::vector<double>>();
    const auto low = own["trained"][name][0].get<double>();
    const auto high = own["trained"][name][1].get<double>();
    for (const auto& members : groups_of(values)) {
        const auto errors = chosen(own["mse_state"], members);
        const auto outside = std::count_if(members.begin(), members.end(), [&](std::size_t t) {
            return values[t] < low || values[t] > high;
        });
        table.row({range_text(values[members.front()], values[members.back()]),
                   std::to_string(members.size()), number_text(mean(errors)),
                   number_text(median(errors)),
                   number_text(median(chosen(own["valid_time"], members))),
                   outside == 0 ? "" : std::to_string(outside)});
    }
    return table;
}

}  // namespace

Json parameters_json(const Run& run, const std::string& surrogate) {
    const auto path = run.directory.forecast();
    const auto names = run.system->parameter_names();
    const auto numbers = read_forecast_numbers(path, surrogate);
    const auto settings = parameters_of(run, Split::test);
    const auto errors = read_forecast(path, surrogate, "mse_state");
    const auto valid_times = read_forecast(path, surrogate, "valid_time");
    const auto perfect = read_forecast(path, surrogate, "perfect_model_valid_time");
    const auto count = valid_times.size();
    Json json;
    for (std::size_t p = 0; p < names.size(); ++p) {
        json["trained"][names[p]] = {numbers.at(names[p] + "_trained_low"),
                                     numbers.at(names[p] + "_trained_high")};
        json["values"][names[p]] = Json::array();
        for (std::size_t t = 0; t < count; ++t) {
            json["values"][names[p]].push_back(settings[t * names.size() + p]);
        }
    }
    json["mse_state"] = means_after_start(errors, errors.size() / count);
    for (std::size_t t = 0; t < count; ++t) {
        json["valid_time"].push_back(valid_times[t] / run.deck.report.time_scale);
        if (!run.deck.forecast.perfect_model) continue;
        json["perfect_model_valid_time"].push_back(perfect[t] / run.deck.report.time_scale);
    }
    return json;
}

std::string parameters_text(const Json& report) {
    std::string text;
    for (const auto& entry : entries_with(report, "parameters")) {
        const auto& own = entry["parameters"];
        for (const auto& [name, range] : own["trained"].items()) {
            text += fmt::format("\n## {}, by {}\n\nUnseen trajectories; trained on {}.{}\n\n{}",
                                name_text(entry), name,
                                range_text(range[0].get<double>(), range[1].get<double>()),
                                unit_of_times(report), table_of(own, name).text());
        }
    }
    return text;
}

}  // namespace lhits
