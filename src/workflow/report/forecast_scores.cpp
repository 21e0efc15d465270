#include "forecast_scores.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "lhits/base/error.hpp"
#include "lhits/hits/scores.hpp"
#include "statistics.hpp"

namespace lhits {
namespace {

Json spread_json(const std::vector<double>& values) {
    return {{"mean", mean(values)},
            {"deviation", deviation(values)},
            {"quantile_10", quantile(values, 0.1)},
            {"quantile_90", quantile(values, 0.9)},
            {"count", values.size()}};
}

}  // namespace

Json known(const Numbers& numbers, const std::string& key) {
    const auto found = numbers.find(key);
    return found == numbers.end() ? Json() : Json(found->second);
}

void add_errors(Json& json, const std::string& key, const std::vector<double>& errors) {
    json[key] = mean(errors);
    json[key + "_median"] = median(errors);
    json[key + "_worst"] = worst(errors);
}

double median_valid_time(const Run& run, std::span<const double> mse, std::size_t times,
                         double variance) {
    std::vector<double> valid;
    for (std::size_t first = 0; first < mse.size(); first += times) {
        // As forecast.h5 keeps those that these are compared with.
        const auto until = static_cast<float>(valid_time(
            mse.subspan(first, times), variance, run.deck.report.valid_nrmse, run.system->dt()));
        valid.push_back(until / run.deck.report.time_scale);
    }
    return median(valid);
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
    Json json{{"trajectories", trajectories_}};
    Json each;  // error, of each trajectory
    for (const auto& quantity : surrogate_quantities) {
        const bool is_time = quantity.summary == Summary::times;
        if (!is_time && !quantity.is_error()) continue;
        if (!has(quantity)) continue;
        const auto key = quantity.key();
        auto values = of_trajectories(quantity);
        if (is_time) {
            if (std::isnan(values.front())) continue;  // not asked for
            for (auto& value : values) value /= run_.deck.report.time_scale;
            json[key] = median(values);
            json[key + "_spread"] = spread_json(values);
            continue;
        }
        if (quantity.is_over("time")) each[key + "_of_trajectory"] = values;
        if (quantity.summary == Summary::mean) {
            json[key] = mean(forecast_only(values));
        } else {
            add_errors(json, key, forecast_only(values));
        }
    }
    const auto seconds = known(numbers_, "seconds");
    json["seconds"] = seconds;
    json["seconds_per_forecast"] =
        seconds.is_null() ? seconds
                          : Json(seconds.get<double>() / static_cast<double>(trajectories_));
    json["fields"] = fields();
    json["error_over_time"] = error_over_time();
    json.update(each);
    return json;
}

std::vector<double> ForecastScores::of_steppers(const std::string& quantity) const {
    const auto block = trajectories_ * times_;
    const auto all = read(quantity, run_.deck.steppers.strides.size() * block);
    std::vector<double> errors;
    for (std::size_t first = 0; first < all.size(); first += block) {
        errors.push_back(mean(means_after_start(std::span(all).subspan(first, block), times_)));
    }
    return errors;
}

bool ForecastScores::has(const Quantity& quantity) const {
    return has_forecast(run_.directory.forecast(), group_, quantity.name);
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

std::vector<double> ForecastScores::of_trajectories(const Quantity& quantity) const {
    if (!quantity.is_over("time")) return read(quantity.name, trajectories_);
    return means_until_end(read(quantity.name, trajectories_ * times_));
}

double ForecastScores::mean_error(std::span<const double> errors) const {
    return mean(forecast_only(means_until_end(errors)));
}

std::vector<double> ForecastScores::means_until_end(std::span<const double> errors) const {
    std::vector<double> means;
    for (std::size_t m = 0; m < trajectories_; ++m) {
        const auto own = errors.subspan(m * times_, ends_[m]);
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

/// Roots of mean squares over the trajectories; empty where an earlier lhits made the file.
Json ForecastScores::fields() const {
    Json json = Json::array();
    const auto components = run_.system->layout().components;
    for (const auto& quantity : surrogate_quantities) {
        if (quantity.summary != Summary::fields || !has(quantity)) continue;
        const auto all = read(quantity.name, trajectories_ * components.size());
        for (std::size_t field = 0; field < components.size(); ++field) {
            std::vector<double> squares;
            for (std::size_t m = 0; m < trajectories_; ++m) {
                const double value = all[m * components.size() + field];
                squares.push_back(value * value);
            }
            if (json.size() == field) {
                json.push_back(
                    {{"name", components[field].name}, {"units", components[field].units}});
            }
            json[field][quantity.key()] = std::sqrt(mean(forecast_only(squares)));
        }
    }
    return json;
}

/// Means over the trajectories, as far as their forecasts go, at the tenths of the time.
Json ForecastScores::error_over_time() const {
    constexpr std::size_t parts = 10;
    std::vector<std::size_t> tenths;
    Json json{{"time", Json::array()}};
    for (std::size_t part = 1; part <= parts; ++part) {
        const std::size_t time = (times_ - 1) * part / parts;
        if (time == (tenths.empty() ? 0 : tenths.back())) continue;  // fewer steps than parts
        tenths.push_back(time);
        json["time"].push_back(static_cast<double>(time) * run_.system->dt());
    }
    for (const auto& quantity : surrogate_quantities) {
        if (!quantity.is_error_over_time() || !has(quantity)) continue;
        const auto all = read(quantity.name, trajectories_ * times_);
        auto& means = json[quantity.key()] = Json::array();
        for (const auto time : tenths) {
            std::vector<double> errors;
            for (std::size_t m = 0; m < trajectories_; ++m) {
                if (time < ends_[m]) errors.push_back(all[m * times_ + time]);
            }
            means.push_back(mean(errors));
        }
    }
    return json;
}

}  // namespace lhits
