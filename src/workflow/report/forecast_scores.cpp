#include "forecast_scores.hpp"

#include <fmt/format.h>

#include <cmath>

#include "lhits/base/error.hpp"
#include "lhits/hits/scores.hpp"
#include "statistics.hpp"

namespace lhits {

Json known(const Numbers& numbers, const std::string& key) {
    const auto found = numbers.find(key);
    return found == numbers.end() ? Json() : Json(found->second);
}

Json spread_json(const std::vector<double>& values) {
    return {{"mean", mean(values)},
            {"deviation", deviation(values)},
            {"quantile_10", quantile(values, 0.1)},
            {"quantile_90", quantile(values, 0.9)},
            {"count", values.size()}};
}

ForecastScores::ForecastScores(const Run& run, const std::string& surrogate,
                               const Protocol& protocol)
    : run_(run),
      group_(protocol.group(surrogate)),
      trajectories_(static_cast<std::size_t>(protocol.scored_on.count)),
      times_(static_cast<std::size_t>(steps_of(run, protocol.scored_on.split) + 1)),
      ends_(trajectories_, times_),
      numbers_(read_forecast_numbers(run.directory.forecast(), group_)) {
    if (!run.deck.forecast.stop_outside) return;
    const auto leaving = read("leaving_time", trajectories_);
    for (std::size_t t = 0; t < trajectories_; ++t) {
        if (std::isnan(leaving[t])) continue;
        ends_[t] = static_cast<std::size_t>(std::llround(leaving[t] / run.system->dt()));
    }
}

Json ForecastScores::forecast() const {
    const auto rows = trajectories_ * times_;
    const auto states = means_of(read("mse_state", rows), 0, ends_);
    const auto latents = means_of(read("mse_latent", rows), 0, ends_);
    const auto state = forecast_only(states);
    const auto latent = forecast_only(latents);
    const auto relative = forecast_only(values("relative_l2", 1.0));
    const double unit = run_.deck.report.time_scale;
    const auto valid = values("valid_time", unit);
    const auto seconds = known(numbers_, "seconds");
    Json json;
    json["trajectories"] = trajectories_;
    json["mse_latent"] = mean(latent);
    json["mse_state"] = mean(state);
    json["mse_state_median"] = median(state);
    json["mse_state_worst"] = worst(state);
    json["relative_l2"] = mean(relative);
    json["relative_l2_median"] = median(relative);
    json["relative_l2_worst"] = worst(relative);
    json["valid_time"] = median(valid);
    json["valid_time_spread"] = spread_json(valid);
    if (run_.deck.forecast.perfect_model) {
        const auto perfect = values("perfect_model_valid_time", unit);
        json["perfect_model_valid_time"] = median(perfect);
        json["perfect_model_valid_time_spread"] = spread_json(perfect);
    }
    json["seconds"] = seconds;
    json["seconds_per_forecast"] =
        seconds.is_null() ? seconds
                          : Json(seconds.get<double>() / static_cast<double>(trajectories_));
    json["fields"] = fields();
    json["error_over_time"] = error_over_time();
    json["mse_state_of_trajectory"] = states;
    json["mse_latent_of_trajectory"] = latents;
    return json;
}

std::vector<ForecastScores::StepperErrors> ForecastScores::steppers() const {
    std::vector<StepperErrors> errors(run_.deck.steppers.strides.size());
    const std::vector<std::size_t> whole(trajectories_, times_);
    const auto fill = [&](const char* dataset, double StepperErrors::*error) {
        const auto all = read(dataset, errors.size() * trajectories_ * times_);
        for (std::size_t level = 0; level < errors.size(); ++level) {
            errors[level].*error = mean(means_of(all, level * trajectories_, whole));
        }
    };
    fill("stepper_mse_state", &StepperErrors::state);
    fill("stepper_mse_latent", &StepperErrors::latent);
    return errors;
}

std::vector<double> ForecastScores::read(const std::string& quantity, std::size_t count) const {
    const auto path = run_.directory.forecast();
    auto all = read_forecast(path, group_, quantity);
    if (all.size() == count) return all;
    throw InputError(fmt::format(
        "{}: expected {} values in each error of {}, found {}; remove the file and run 'lhits "
        "forecast DECK' again",
        path, count, group_, all.size()));
}

std::vector<double> ForecastScores::means_of(const std::vector<double>& all, std::size_t first_row,
                                             const std::vector<std::size_t>& ends) const {
    std::vector<double> means;
    for (std::size_t m = 0; m < trajectories_; ++m) {
        const auto own = std::span(all).subspan((first_row + m) * times_, ends[m]);
        means.push_back(own.size() < 2 ? std::nan("") : mean_after_start(own));
    }
    return means;
}

std::vector<double> ForecastScores::forecast_only(const std::vector<double>& values) const {
    std::vector<double> some;
    for (std::size_t m = 0; m < trajectories_; ++m) {
        if (ends_[m] > 1) some.push_back(values[m]);
    }
    if (some.empty()) some.push_back(std::nan(""));
    return some;
}

std::vector<double> ForecastScores::values(const std::string& quantity, double unit) const {
    std::vector<double> values;
    for (const double value : read(quantity, trajectories_)) {
        values.push_back(value / unit);
    }
    return values;
}

/// Roots of mean squares over the trajectories; empty where an earlier lhits made the file.
Json ForecastScores::fields() const {
    Json json = Json::array();
    const auto layout = run_.system->layout();
    const auto count = layout.components.size();
    if (!has_forecast(run_.directory.forecast(), group_, "rmse_of_field")) return json;
    const auto read_all = [&](const std::string& quantity) {
        return read(quantity, trajectories_ * count);
    };
    const auto errors = read_all("rmse_of_field");
    const auto deviations = read_all("deviation_of_field");
    const auto root = [&](const std::vector<double>& all, std::size_t field) {
        std::vector<double> squares;
        for (std::size_t m = 0; m < trajectories_; ++m) {
            const double value = all[m * count + field];
            squares.push_back(value * value);
        }
        return std::sqrt(mean(forecast_only(squares)));
    };
    for (std::size_t field = 0; field < count; ++field) {
        json.push_back({{"name", layout.components[field].name},
                        {"units", layout.components[field].units},
                        {"rmse", root(errors, field)},
                        {"deviation", root(deviations, field)}});
    }
    return json;
}

/// Means over the trajectories, as far as their forecasts go, at the tenths of the time.
Json ForecastScores::error_over_time() const {
    constexpr std::size_t parts = 10;
    const auto state = read("mse_state", trajectories_ * times_);
    const auto relative = read("relative_l2_of_time", trajectories_ * times_);
    const auto mean_at = [&](const std::vector<double>& all, std::size_t time) {
        std::vector<double> errors;
        for (std::size_t m = 0; m < trajectories_; ++m) {
            if (time < ends_[m]) errors.push_back(all[m * times_ + time]);
        }
        return mean(errors);
    };
    Json json{
        {"time", Json::array()}, {"mse_state", Json::array()}, {"relative_l2", Json::array()}};
    std::size_t last = 0;
    for (std::size_t part = 1; part <= parts; ++part) {
        const std::size_t time = (times_ - 1) * part / parts;
        if (time == last) continue;  // fewer steps than parts
        last = time;
        json["time"].push_back(static_cast<double>(time) * run_.system->dt());
        json["mse_state"].push_back(mean_at(state, time));
        json["relative_l2"].push_back(mean_at(relative, time));
    }
    return json;
}

}  // namespace lhits
