#include "solver_comparison.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "../evaluation.hpp"
#include "forecast_scores.hpp"
#include "lhits/base/error.hpp"
#include "lhits/hits/scores.hpp"
#include "lhits/io/forecast_file.hpp"
#include "statistics.hpp"

namespace lhits {
namespace {

bool as_accurate(const Json& solver, const Json& forecast) {
    return solver["mse_state"] <= forecast["mse_state"] &&
           solver["valid_time"] >= forecast["valid_time"];
}

Json equal_accuracy(const Json& forecast, const Json& direct) {
    if (!std::isfinite(forecast["mse_state"].get<double>())) return {};
    Json found{{"level", 0}, {"seconds", direct["seconds"]}};
    for (const auto& solver : direct["coarsened"]) {
        if (!as_accurate(solver, forecast)) break;
        if (solver["seconds"] >= found["seconds"]) continue;
        found = {{"level", solver["level"]}, {"seconds", solver["seconds"]}};
    }
    found["speed_up"] = found["seconds"].get<double>() / forecast["seconds"].get<double>();
    return found;
}

}  // namespace

Json direct_solver_json(const Run& run, double variance) {
    const auto path = run.directory.forecast();
    const auto time_steps = read_forecast_header(path).time_steps;
    const auto numbers = read_forecast_numbers(path, direct_solver_group);
    const auto mse = read_forecast(path, direct_solver_group, "mse_state");
    const auto count = run.deck.trajectories.test;
    const auto times = static_cast<std::size_t>(steps_of(run, Split::test) + 1);
    const auto block = static_cast<std::size_t>(count) * times;
    if (time_steps.empty() || mse.size() != time_steps.size() * block) {
        throw InputError(fmt::format(
            "{}: expected {} errors of the direct solver for each time step, found {} for {}; "
            "remove the file and run 'lhits forecast DECK' again",
            path, block, mse.size(), time_steps.size()));
    }
    const auto level_json = [&](std::size_t level) {
        const auto own = std::span(mse).subspan(level * block, block);
        return Json{{"time_step", time_steps[level]},
                    {"seconds", known(numbers, fmt::format("seconds_level_{}", level))},
                    {"mse_state", mean(means_after_start(own, times))},
                    {"valid_time", median_valid_time(run, own, times, variance)}};
    };
    Json json = level_json(0);
    json["trajectories"] = count;
    json["members_at_once"] = full_batches(run, count).front().count;
    json["seconds_per_forecast"] =
        known(numbers, "seconds_level_0").is_null()
            ? Json()
            : Json(numbers.at("seconds_level_0") / static_cast<double>(count));
    json["coarsened"] = Json::array();
    for (std::size_t level = 1; level < time_steps.size(); ++level) {
        Json own;
        own["level"] = level;
        own.update(level_json(level));
        json["coarsened"].push_back(own);
        if (!std::isfinite(own["mse_state"].get<double>())) break;
    }
    return json;
}

void add_comparison(Json& entry, const Json& direct, const Json& generate_seconds) {
    // What is not known makes what is made of it no number.
    const auto seconds = [](const Json& of, const char* key) {
        return of[key].is_number() ? of[key].get<double>() : std::nan("");
    };
    // By value: what is added to an entry moves its other members.
    const Json forecast = entry["forecast"];
    const double spent = seconds(Json{{"generate", generate_seconds}}, "generate") +
                         seconds(entry, "train_seconds") + seconds(entry["coupling"], "seconds");
    const double saved =
        seconds(direct, "seconds_per_forecast") - seconds(forecast, "seconds_per_forecast");
    entry["forecast"]["speed_up"] = seconds(direct, "seconds") / seconds(forecast, "seconds");
    entry["equal_accuracy"] = equal_accuracy(forecast, direct);
    const bool is_known = !std::isnan(spent);
    entry["spent_seconds"] = is_known ? Json(spent) : Json();
    entry["pays_off_after"] = is_known && saved > 0.0 ? Json(std::ceil(spent / saved)) : Json();
}

}  // namespace lhits
