// The long-time statistics in the report.
#include <fmt/format.h>

#include <cmath>

#include "lhits/io/forecast_file.hpp"
#include "markdown_table.hpp"
#include "report_data.hpp"
#include "report_tables.hpp"

namespace lhits {
namespace {

std::string number(const Json& value) {
    if (!value.is_number() || !std::isfinite(value.get<double>())) return "none";
    return fmt::format("{:.3g}", value.get<double>());
}

}  // namespace

Json statistics_json(const Run& run, const std::string& surrogate) {
    const auto path = run.directory.forecast();
    const auto own = read_forecast_numbers(path, statistics_group(surrogate));
    const auto truth = read_forecast_numbers(path, statistics_group(""));
    Json json;
    json["lyapunov"] = {{"surrogate", own.at("lyapunov")},
                        {"surrogate_deviation", own.at("lyapunov_deviation")},
                        {"solver", truth.at("lyapunov")},
                        {"solver_deviation", truth.at("lyapunov_deviation")}};
    json["spectrum_distance"] = own.at("spectrum_distance");
    json["density_distance"] = own.at("density_distance");
    json["spectrum_floor"] = truth.at("spectrum_distance");
    json["density_floor"] = truth.at("density_distance");
    return json;
}

std::string statistics_text(const Json& report) {
    Table table(
        {"", "Lyapunov exponent", "of the solver", "spectrum", "floor", "density", "floor"});
    const auto entries = entries_with(report, "statistics");
    if (entries.empty()) return {};
    for (const auto& entry : entries) {
        const auto& own = entry["statistics"];
        const auto exponent = [&](const std::string& of) {
            const auto& lyapunov = own["lyapunov"];
            return number(lyapunov[of]) + " ± " + number(lyapunov[of + "_deviation"]);
        };
        table.row({name_text(entry), exponent("surrogate"), exponent("solver"),
                   number(own["spectrum_distance"]), number(own["spectrum_floor"]),
                   number(own["density_distance"]), number(own["density_floor"])});
    }
    return "\n## Long-time statistics\n\nThe largest Lyapunov exponent per unit of time (mean and "
           "standard deviation over the test trajectories); how far the time-averaged power "
           "spectrum of the forecasts is from the true one (mean |ln ratio| over the waves that "
           "hold 99.9 % of the energy); and the joint density of (u_x, u_xx) (total variation, 0 "
           "to 1). The floors are the distances between the first and the second half of the true "
           "trajectories: what so many samples leave uncertain.\n\n" +
           table.text();
}

}  // namespace lhits
