#include "report_data.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "evaluation.hpp"
#include "lhits/base/error.hpp"
#include "lhits/base/version.hpp"
#include "lhits/hits/scores.hpp"
#include "lhits/io/forecast_file.hpp"
#include "model_store.hpp"

namespace lhits {
namespace {

using Json = nlohmann::ordered_json;
using Numbers = std::map<std::string, double>;

double mean(const std::vector<double>& values) {
    double sum = 0.0;
    for (const double value : values) sum += value;
    return sum / static_cast<double>(values.size());
}

/// Values that are not numbers count as the largest.
double median(std::vector<double> values) {
    std::sort(values.begin(), values.end(),
              [](double a, double b) { return !std::isnan(a) && (std::isnan(b) || a < b); });
    const auto middle = values.size() / 2;
    return values.size() % 2 == 1 ? values[middle] : 0.5 * (values[middle - 1] + values[middle]);
}

double worst(const std::vector<double>& values) {
    double most = 0.0;
    for (const double value : values) {
        if (std::isnan(value) || value > most) most = value;
        if (std::isnan(most)) break;
    }
    return most;
}

double number_or_nan(const Numbers& numbers, const std::string& key) {
    const auto found = numbers.find(key);
    return found == numbers.end() ? std::nan("") : found->second;
}

/// Gives the datasets of one surrogate in forecast.h5 as numbers for each trajectory.
class ForecastReader {
public:
    ForecastReader(const Run& run, std::string name)
        : run_(run),
          name_(std::move(name)),
          tests_(static_cast<std::size_t>(run.deck.trajectories.test)),
          times_(static_cast<std::size_t>(run.deck.system.steps + 1)) {}

    /// Mean over the times after the start.
    std::vector<double> error(ForecastData dataset) const {
        return means_of(read(dataset, tests_ * times_), 0);
    }
    std::vector<double> stepper_error(StepperData dataset, std::size_t level) const {
        const auto levels = run_.deck.steppers.strides.size();
        return means_of(read(dataset, levels * tests_ * times_), level * tests_);
    }
    std::vector<double> values(ForecastData dataset) const {
        const auto all = read(dataset, tests_);
        return {all.begin(), all.end()};
    }
    Numbers numbers() const { return read_forecast_numbers(run_.directory.forecast(), name_); }

private:
    template <class Dataset>
    std::vector<float> read(Dataset dataset, std::size_t count) const {
        const auto path = run_.directory.forecast();
        auto all = read_forecast(path, name_, dataset);
        if (all.size() == count) return all;
        throw InputError(fmt::format(
            "{}: expected {} values in each error of {}, found {}; remove the file and run 'lhits "
            "forecast DECK' again",
            path, count, name_, all.size()));
    }
    std::vector<double> means_of(const std::vector<float>& all, std::size_t first_row) const {
        std::vector<double> means;
        for (std::size_t m = 0; m < tests_; ++m) {
            means.push_back(
                mean_after_start(std::span(all).subspan((first_row + m) * times_, times_)));
        }
        return means;
    }

    const Run& run_;
    std::string name_;
    std::size_t tests_;
    std::size_t times_;
};

Json reduction_json(const Surrogate& surrogate, const Numbers& numbers, bool with_pca) {
    Json json;
    json["kind"] = surrogate.reduction->kind();
    json["mse_train"] = surrogate.reduction_training.loss_train;
    json["mse_validation"] = surrogate.reduction_training.loss_validation;
    json["mse_test"] = number_or_nan(numbers, "reduction_mse");
    json["pca_mse_test"] = with_pca ? Json(number_or_nan(numbers, "pca_mse")) : Json();
    json["iterations"] = surrogate.reduction_training.iterations;
    json["train_seconds"] = surrogate.reduction_training.seconds;
    return json;
}

Json steppers_json(const Run& run, const Surrogate& surrogate, const ForecastReader& forecast,
                   const Numbers& numbers) {
    Json list = Json::array();
    for (std::size_t level = 0; level < surrogate.steppers.size(); ++level) {
        const Stepper& stepper = surrogate.steppers[level];
        Json json;
        json["stride"] = stepper.stride;
        if (run.deck.forecast.single_steppers) {
            json["mse_test"] = mean(forecast.stepper_error(StepperData::mse_state, level));
            json["mse_latent_test"] = mean(forecast.stepper_error(StepperData::mse_latent, level));
            json["forecast_seconds"] =
                number_or_nan(numbers, fmt::format("seconds_stride_{}", stepper.stride));
        }
        json["train_seconds"] = stepper.training.seconds;
        json["iterations"] = stepper.training.iterations;
        json["mse_validation"] = stepper.training.loss_validation;
        list.push_back(json);
    }
    return list;
}

Json coupling_json(const Run& run, const Surrogate& surrogate) {
    Json json;
    json["strides"] = Json::array();
    for (std::size_t l = surrogate.coupling->finest; l <= surrogate.coupling->coarsest; ++l) {
        json["strides"].push_back(surrogate.steppers[l].stride);
    }
    json["score"] = run.deck.coupling.score;
    json["mse_validation"] = surrogate.coupling->error;
    json["valid_time_validation"] = surrogate.coupling->valid_time / run.deck.report.time_scale;
    return json;
}

Json forecast_json(const Run& run, const ForecastReader& forecast, const Numbers& numbers) {
    const auto state = forecast.error(ForecastData::mse_state);
    const auto latent = forecast.error(ForecastData::mse_latent);
    const auto relative = forecast.values(ForecastData::relative_l2);
    const double unit = run.deck.report.time_scale;
    Json json;
    json["mse_latent"] = mean(latent);
    json["mse_state"] = mean(state);
    json["mse_state_median"] = median(state);
    json["mse_state_worst"] = worst(state);
    json["relative_l2"] = mean(relative);
    json["valid_time"] = median(forecast.values(ForecastData::valid_time)) / unit;
    if (run.deck.forecast.perfect_model) {
        json["perfect_model_valid_time"] =
            median(forecast.values(ForecastData::perfect_model_valid_time)) / unit;
    }
    json["seconds"] = number_or_nan(numbers, "seconds");
    json["mse_state_of_trajectory"] = state;
    json["mse_latent_of_trajectory"] = latent;
    return json;
}

Json surrogate_json(const Run& run, const SurrogatePlan& plan, const Surrogate& surrogate) {
    const ForecastReader forecast(run, plan.name);
    const auto numbers = forecast.numbers();
    Json json;
    json["z"] = plan.latent;
    json["reduction"] = reduction_json(surrogate, numbers, plan.name != full_space);
    json["steppers"] = steppers_json(run, surrogate, forecast, numbers);
    json["coupling"] = coupling_json(run, surrogate);
    json["forecast"] = forecast_json(run, forecast, numbers);
    if (run.deck.forecast.statistics) json["statistics"] = statistics_json(run, plan.name);
    return json;
}

Json seconds_json(const Run& run, const Record& model) {
    const auto generated = read_trajectory_numbers(run.directory.trajectories());
    const auto forecast = ForecastReader(run, surrogate_plans(run).front().name).numbers();
    Json json;
    json["generate"] = number_or_nan(generated, "seconds");
    json["reduce"] = number_or_nan(model.numbers, "reduce_seconds");
    json["train"] = number_or_nan(model.numbers, "train_seconds");
    json["couple"] = number_or_nan(model.numbers, "couple_seconds");
    json["forecast"] = number_or_nan(forecast, "stage_seconds");
    double total = 0.0;
    for (const auto& item : json) total += item.get<double>();
    json["total"] = total;
    return json;
}

}  // namespace

Json report_data(const Run& run) {
    const Record model = read_model(run, "train");
    require_stage(run.directory.forecast(), "forecast");
    const auto surrogates = read_surrogates(run);
    Json json;
    json["title"] = run.deck.report.title.empty() ? run.system->kind() : run.deck.report.title;
    json["system"] = {{"kind", run.system->kind()},
                      {"n", run.system->state_size()},
                      {"dt", run.system->dt()},
                      {"steps", run.deck.system.steps}};
    json["trajectories"] = {{"train", run.deck.trajectories.train},
                            {"validation", run.deck.trajectories.validation},
                            {"test", run.deck.trajectories.test}};
    json["seed"] = run.deck.run.seed;
    json["ranks"] = run.ranks.size();
    json["lhits_version"] = version();
    json["git_revision"] = git_revision();
    json["valid_nrmse"] = run.deck.report.valid_nrmse;
    json["latent"] = Json::array();
    for (const auto& plan : surrogate_plans(run)) {
        const auto own = surrogate_json(run, plan, surrogates.at(plan.name));
        if (plan.name == full_space) {
            json["hits"] = own;
        } else {
            json["latent"].push_back(own);
        }
    }
    json["seconds"] = seconds_json(run, model);
    return json;
}

}  // namespace lhits
