// How far the forecasts can be trusted, in the report.
#include <fmt/format.h>

#include <cmath>

#include "../protocol.hpp"
#include "lhits/io/forecast_file.hpp"
#include "markdown_table.hpp"
#include "report_data.hpp"
#include "report_tables.hpp"

namespace lhits {
namespace {

/// "0, 3": few; or how many of how many.
std::string list_text(const Json& trajectories) {
    constexpr std::size_t most = 8;
    if (trajectories.empty()) return "none";
    if (trajectories.size() > most) return fmt::format("{} trajectories", trajectories.size());
    std::string text;
    for (const auto& one : trajectories) {
        text += fmt::format("{}{}", text.empty() ? "" : ", ", one.get<int>());
    }
    return text;
}

}  // namespace

Json trust_json(const Run& run, const std::string& surrogate) {
    const auto path = run.directory.forecast();
    const auto numbers = read_forecast_numbers(path, surrogate);
    const double time = numbers.at("calibrated_valid_time");
    int valid = 0;
    const auto valid_times = read_forecast(path, surrogate, "valid_time");
    // The file has them as floats.
    for (const double own : valid_times)
        valid += own >= static_cast<double>(static_cast<float>(time)) ? 1 : 0;
    Json json;
    json["calibrated_valid_time"] = time / run.deck.report.time_scale;
    json["coverage"] = numbers.at("calibrated_valid_time_coverage");
    json["to_the_end"] = numbers.at("calibrated_valid_time_to_the_end") > 0.0;
    json["share_valid"] = static_cast<double>(valid) / static_cast<double>(valid_times.size());
    json["distance_limit"] = numbers.at("distance_limit");
    json["reconstruction_error_limit"] = numbers.at("reconstruction_error_limit");
    json["limit_coverage"] = numbers.at("limit_coverage");
    json["outside"] = Json::array();
    json["leaving"] = Json::array();
    const auto outside = read_forecast(path, surrogate, "initial_outside");
    const auto leaving = read_forecast(path, surrogate, "leaving_time");
    for (std::size_t t = 0; t < outside.size(); ++t) {
        if (outside[t] > 0.0) {
            json["outside"].push_back(t);
        } else if (!std::isnan(leaving[t])) {
            json["leaving"].push_back(t);
        }
    }
    json["stopped_outside"] = run.deck.forecast.stop_outside;
    return json;
}

std::string trust_text(const Json& report) {
    Table table({"", "valid for at least", "with probability", "true of the test forecasts",
                 "initial conditions outside", "forecasts that leave", "coverage of the limits"});
    bool stopped = false;
    for (const auto& entry : entries_of(report)) {
        const auto& trust = entry["trust"];
        stopped = trust["stopped_outside"].get<bool>();
        table.row({name_text(entry),
                   number_text(trust["calibrated_valid_time"]) +
                       (trust["to_the_end"].get<bool>() ? ", the whole forecast" : ""),
                   number_text(trust["coverage"]), number_text(trust["share_valid"]),
                   list_text(trust["outside"]), list_text(trust["leaving"]),
                   number_text(trust["limit_coverage"])});
    }
    return fmt::format(
        "\n## Trust\n\nA new forecast from the same family of initial conditions is valid for at "
        "least this time with this probability (split conformal prediction from the forecasts for "
        "validation; few of them allow no high probability); the share of the test forecasts "
        "for which it was true, which says how honest that is. Test trajectories whose initial "
        "conditions are farther from the training data in latent space, or reconstructed worse, "
        "than known trajectories ever are; and those whose forecasts go as far on their way. A "
        "limit holds for a new trajectory of the family with the probability in the last column."
        "{}{}\n\n{}",
        stopped ? " Forecasts end where they leave: errors count until there, and those that start "
                  "outside have none."
                : "",
        unit_of_times(report), table.text());
}

}  // namespace lhits
