#include "report_data.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "../evaluation.hpp"
#include "lhits/io/trajectory_reader.hpp"
#include "lhits/base/fixed_text.hpp"
#include "lhits/base/error.hpp"
#include "lhits/hits/manifold_dimension.hpp"
#include "lhits/base/units.hpp"
#include "lhits/base/version.hpp"
#include "forecast_scores.hpp"
#include "../model_store.hpp"
#include "printed_values.hpp"
#include "solver_comparison.hpp"
#include "verdict_data.hpp"

namespace lhits {
namespace {

Json reduction_json(const Surrogate& surrogate, const Numbers& numbers, bool with_pca) {
    Json json;
    json["kind"] = surrogate.reduction->kind();
    json["mse_train"] = surrogate.reduction_training.loss_train;
    json["mse_validation"] = surrogate.reduction_training.loss_validation;
    json["mse_test"] = known(numbers, "reduction_mse");
    json["pca_mse_test"] = with_pca ? Json(known(numbers, "pca_mse")) : Json();
    json["iterations"] = surrogate.reduction_training.iterations;
    json["train_seconds"] = surrogate.reduction_training.seconds;
    return json;
}

/// Each stepper with its errors alone, whose keys end in `end`, where these are asked for.
Json steppers_json(const Run& run, const Surrogate& surrogate, const ForecastScores& scores,
                   const std::string& end) {
    Json list = Json::array();
    for (const auto& stepper : surrogate.steppers) list.push_back({{"stride", stepper.stride}});
    if (!run.deck.forecast.single_steppers) return list;
    const std::map<std::string, std::string> quantities{{"mse", "stepper_mse_state"},
                                                        {"mse_latent", "stepper_mse_latent"}};
    for (const auto& [key, quantity] : quantities) {
        const auto errors = scores.of_steppers(quantity);
        for (std::size_t level = 0; level < list.size(); ++level) {
            list[level][key + end] = errors[level];
        }
    }
    return list;
}

void add_trainings(Json& steppers, const Surrogate& surrogate, const Numbers& numbers) {
    for (std::size_t level = 0; level < surrogate.steppers.size(); ++level) {
        const Stepper& stepper = surrogate.steppers[level];
        Json& json = steppers[level];
        if (json.contains("mse_test")) {
            json["forecast_seconds"] =
                known(numbers, fmt::format("seconds_stride_{}", stepper.stride));
        }
        json["train_seconds"] = stepper.training.seconds;
        json["iterations"] = stepper.training.iterations;
        json["mse_validation"] = stepper.training.loss_validation;
    }
}

/// What was found on the validation trajectories is named so.
Json coupling_json(const Run& run, const Surrogate& surrogate, const Protocol& protocol) {
    const auto& coupling = surrogate.couplings.at(protocol.name);
    const std::string where = protocol.name == unseen ? "_validation" : "";
    Json json;
    json["strides"] = Json::array();
    for (std::size_t l = coupling.finest; l <= coupling.coarsest; ++l) {
        json["strides"].push_back(surrogate.steppers[l].stride);
    }
    json["score"] = run.deck.coupling.score;
    json["mse" + where] = coupling.error;
    json["valid_time" + where] = coupling.valid_time / run.deck.report.time_scale;
    json["seconds"] = coupling.seconds;
    return json;
}

double train_seconds(const Surrogate& surrogate) {
    double sum = surrogate.reduction_training.seconds;
    for (const auto& stepper : surrogate.steppers) sum += stepper.training.seconds;
    if (surrogate.fine_tuning) sum += surrogate.fine_tuning->training.seconds;
    return sum;
}

Json fine_tuning_json(const FineTuning& fine_tuning) {
    return {{"iterations", fine_tuning.training.iterations},
            {"mse_validation_before", fine_tuning.loss_before},
            {"mse_validation", fine_tuning.training.loss_validation},
            {"train_seconds", fine_tuning.training.seconds}};
}

/// The same scores as for unseen trajectories, without what does not depend on the protocol.
Json in_sample_json(const Run& run, const SurrogatePlan& plan, const Surrogate& surrogate,
                    const Protocol& protocol) {
    const ForecastScores scores(run, plan.name, protocol);
    Json json;
    const bool reduced = plan.name != full_space;
    json["reduction"] = {{"mse", known(scores.numbers(), "reduction_mse")},
                         {"pca_mse", reduced ? Json(known(scores.numbers(), "pca_mse")) : Json()}};
    json["coupling"] = coupling_json(run, surrogate, protocol);
    json["forecast"] = scores.forecast();
    json["steppers"] = run.deck.forecast.single_steppers ? steppers_json(run, surrogate, scores, "")
                                                         : Json::array();
    return json;
}

Json surrogate_json(const Run& run, const SurrogatePlan& plan, const Surrogate& surrogate) {
    const auto all = protocols(run);
    const ForecastScores scores(run, plan.name, all.front());
    Json json;
    json["z"] = plan.latent;
    json["reduction"] = reduction_json(surrogate, scores.numbers(), plan.name != full_space);
    json["steppers"] = steppers_json(run, surrogate, scores, "_test");
    add_trainings(json["steppers"], surrogate, scores.numbers());
    if (surrogate.fine_tuning) json["fine_tuning"] = fine_tuning_json(*surrogate.fine_tuning);
    json["train_seconds"] = train_seconds(surrogate);
    json["coupling"] = coupling_json(run, surrogate, all.front());
    json["forecast"] = scores.forecast();
    json["trust"] = trust_json(run, plan.name);
    json["ensemble"] = ensemble_json(run, plan.name);
    if (run.deck.parameters.count() > 0) json["parameters"] = parameters_json(run, plan.name);
    if (!run.deck.forecast.adaptive_tolerance.empty()) {
        json["adaptive"] = adaptive_json(run, plan.name, surrogate);
    }
    if (run.deck.forecast.statistics) json["statistics"] = statistics_json(run, plan.name);
    if (all.size() > 1) json["in_sample"] = in_sample_json(run, plan, surrogate, all.back());
    return json;
}

Json dimension_json(const std::string& path, const Record& record) {
    ManifoldDimension found;
    TrainingSummary training;
    using_content_of(path, [&] {
        found = read_manifold_dimension(record);
        training = read_training_summary(record.child("training"));
    });
    return {{"estimate", found.dimension > 0 ? Json(found.dimension) : Json()},
            {"gap", found.gap},
            {"unexplained", found.unexplained},
            {"text", found.text()},
            {"singular_values", found.singular_values},
            {"iterations", training.iterations},
            {"train_seconds", training.seconds}};
}

Json seconds_json(const Run& run, const TrajectoryReader& data, const Record& model) {
    const auto generated = data.numbers();
    const auto forecast =
        read_forecast_numbers(run.directory.forecast(), surrogate_plans(run).front().name);
    Json json;
    json["generate"] = known(generated, "seconds");
    json["reduce"] = known(model.numbers, "reduce_seconds");
    json["train"] = known(model.numbers, "train_seconds");
    json["couple"] = known(model.numbers, "couple_seconds");
    json["forecast"] = known(forecast, "stage_seconds");
    Json total = 0.0;
    for (const auto& item : json) {
        total = item.is_null() || total.is_null() ? Json()
                                                  : Json(total.get<double>() + item.get<double>());
    }
    json["total"] = total;
    return json;
}

}  // namespace

Json report_data(const Run& run) {
    const Record model = read_model(run, "train");
    require_stage(run.directory.forecast(), "forecast");
    const auto surrogates = read_surrogates(run);
    const auto layout = run.system->layout();
    Json json;
    json["verdict"] = nullptr;  // the first thing in the file
    json["title"] = run.deck.report.title;
    json["system"] = {{"kind", run.system->kind()},
                      {"n", layout.whole_size()},
                      {"constant", layout.fixed.at.size() - layout.fixed.missing()},
                      {"missing", layout.fixed.missing()},
                      {"fixed", fixed_text(layout)},
                      {"dt", run.system->dt()},
                      {"steps", run.deck.system.steps},
                      {"train_steps", run.deck.train_steps()}};
    json["trajectories"] = {{"train", run.deck.trajectories.train},
                            {"validation", run.deck.trajectories.validation},
                            {"test", run.deck.trajectories.test}};
    json["seed"] = run.deck.run.seed;
    json["ranks"] = run.ranks.size();
    json["lhits_version"] = version();
    json["git_revision"] = git_revision();
    json["valid_nrmse"] = run.deck.report.valid_nrmse;
    json["time_scale"] = run.deck.report.time_scale;
    json["time_units"] = layout.time_units;
    json["units"] = have_common_units(layout) ? Json(common_units(layout)) : Json();
    json["members_at_once"] = std::min(run.deck.forecast.chunk, run.deck.trajectories.test);
    const TrajectoryReader data(run.directory.trajectories());
    const auto seconds = seconds_json(run, data, model);
    if (run.deck.forecast.direct_solver) {
        const auto numbers =
            read_forecast_numbers(run.directory.forecast(), surrogate_plans(run).front().name);
        json["direct_solver"] = direct_solver_json(run, numbers.at("variance"));
    }
    // The paper's numbers are of one setting, and of whole states.
    if (run.deck.parameters.count() == 0 && run.deck.observation.sees_all()) {
        for (const auto& [z, mse] : printed_values(run.system->kind()).errors["mse_state"]) {
            json["printed"]["mse_state"][std::to_string(z)] = mse;
        }
    }
    if (model.children.contains(dimension_item)) {
        json["dimension"] = dimension_json(run.directory.model(), model.child(dimension_item));
    }
    json["latent"] = Json::array();
    const auto yardsticks = read_yardsticks(run, data, model);
    std::vector<Json> verdicts;
    for (const auto& plan : surrogate_plans(run)) {
        auto own = surrogate_json(run, plan, surrogates.at(plan.name));
        if (run.deck.forecast.direct_solver) {
            add_comparison(own, json["direct_solver"], seconds["generate"]);
        }
        verdicts.push_back(verdict_of(run, plan, surrogates.at(plan.name), yardsticks, own));
        if (plan.name == full_space) {
            json["hits"] = own;
        } else {
            json["latent"].push_back(own);
        }
    }
    json["seconds"] = seconds;
    json["verdict"] = verdict_of_run(json, verdicts);
    return json;
}

}  // namespace lhits
