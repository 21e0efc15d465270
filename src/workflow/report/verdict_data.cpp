#include "verdict_data.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <utility>

#include "lhits/hits/reduction.hpp"
#include "lhits/workflow/verdict.hpp"
#include "report_tables.hpp"
#include "statistics.hpp"

namespace lhits {
namespace {

/// A number of the report by the names on the way to it.
double number_at(const Json& json, std::initializer_list<const char*> names) {
    const Json* at = &json;
    for (const auto* name : names) {
        if (!at->is_object() || !at->contains(name)) return not_known;
        at = &(*at)[name];
    }
    return at->is_number() ? at->get<double>() : not_known;
}

bool has(const Json& list, std::int64_t number) {
    return std::find(list.begin(), list.end(), Json(number)) != list.end();
}

/// By what factor validation losses fell since about three quarters of the iterations; not a number
/// without a validation there.
double fall_of(const TrainingSummary& training) {
    constexpr double from = 0.6;
    constexpr double to = 0.75;
    const auto& history = training.history;
    double before = not_known;
    double all = not_known;
    bool is_late = false;
    for (std::size_t row = 0; row + 2 < history.size(); row += 3) {
        const double part = history[row] / static_cast<double>(training.iterations);
        if (part <= to) before = std::fmin(before, history[row + 2]);
        is_late = is_late || (part >= from && part <= to);
        all = std::fmin(all, history[row + 2]);
    }
    return is_late ? before / all : not_known;
}

double loss_ratio(const TrainingSummary& training) {
    return training.loss_validation / training.loss_train;
}

double median_of_coupled(const Surrogate& surrogate,
                         const std::function<double(const TrainingSummary&)>& number) {
    const auto& coupling = surrogate.couplings.at(unseen);
    std::vector<double> numbers;
    for (auto level = coupling.finest; level <= coupling.coarsest; ++level) {
        numbers.push_back(number(surrogate.steppers[level].training));
    }
    return median(numbers);
}

class Witness {
public:
    Witness(const Run& run, const SurrogatePlan& plan, const Yardsticks& yardsticks,
            const Json& entry)
        : run_(run),
          plan_(plan),
          yardsticks_(yardsticks),
          entry_(entry),
          scores_(run, plan.name, protocols(run).front()) {}

    Evidence evidence(const Surrogate& surrogate) const {
        Evidence e;
        add_deck(e);
        add_forecasts(e);
        add_worst(e);
        add_reductions(e);
        e.noise = yardsticks_.noise;
        e.noisy_truth = !run_.system->can_integrate();
        e.reduction_fell = fall_of(surrogate.reduction_training);
        e.steppers_fell = median_of_coupled(surrogate, fall_of);
        e.steppers_loss_ratio = median_of_coupled(surrogate, loss_ratio);
        return e;
    }

private:
    double at(std::initializer_list<const char*> names) const { return number_at(entry_, names); }

    void add_deck(Evidence& e) const {
        const auto& deck = run_.deck;
        e.by_valid_time = deck.coupling.score == "valid-time";
        e.reduces = plan_.name != full_space;
        e.trains_reduction = is_autoencoder(plan_.kind);
        e.z = plan_.latent;
        e.largest_z = e.reduces ? *std::max_element(deck.reduction.latent.begin(),
                                                    deck.reduction.latent.end())
                                : plan_.latent;
        e.state_size = static_cast<std::int64_t>(run_.system->state_size());
        e.reduction_iterations = deck.reduction.training.iterations;
        e.stepper_iterations = deck.steppers.training.iterations;
        e.reduction_hidden = deck.reduction.hidden;
        e.stepper_hidden = deck.steppers.hidden;
        const auto& t = deck.trajectories;
        e.train = t.train;
        e.validation = t.validation;
        const auto* given = dynamic_cast<const GivenTrajectories*>(deck.system_parameters.get());
        if (given != nullptr) {
            const auto spare = given->extent().trajectories - t.train - t.validation - t.test;
            e.train_limit = t.train + spare;
            e.validation_limit = t.validation + spare;
        }
        // The solver cannot start from what is seen.
        const auto& forecast = deck.forecast;
        for (const auto& [key, is_asked] : {std::pair("perfect_model", forecast.perfect_model),
                                            std::pair("direct_solver", forecast.direct_solver),
                                            std::pair("statistics", forecast.statistics)}) {
            if (is_asked) e.delays_need.push_back(fmt::format("forecast.{}=false", key));
        }
        e.can_delay = e.trains_reduction && deck.observation.delays.empty() &&
                      !deck.reduction.phase && !deck.reduction.baseline;
    }

    void add_forecasts(Evidence& e) const {
        const auto& scale = run_.deck.report.time_scale;
        const auto steps = steps_of(run_, Split::test);
        const auto median_of = [&](const std::vector<double>& errors) {
            return median_valid_time(run_, errors, static_cast<std::size_t>(steps + 1),
                                     yardsticks_.variance);
        };
        e.variance = yardsticks_.variance;
        e.forecasts = run_.deck.trajectories.test;
        e.error = at({"forecast", "mse_state"});
        // No number is what a forecast that diverged has.
        if (std::isnan(e.error)) e.error = std::numeric_limits<double>::infinity();
        e.valid_time = at({"forecast", "valid_time"});
        e.whole_time = static_cast<double>(steps) * run_.system->dt() / scale;
        e.persistence = scores_.mean_error(yardsticks_.persistence);
        e.training_mean = scores_.mean_error(yardsticks_.training_mean);
        e.cheap_valid_time =
            std::max(median_of(yardsticks_.persistence), median_of(yardsticks_.training_mean));
        e.perfect_valid_time = at({"forecast", "perfect_model_valid_time"});
        e.known_error = at({"in_sample", "forecast", "mse_state"});
        e.known_valid_time = at({"in_sample", "forecast", "valid_time"});
        if (entry_.contains("equal_accuracy")) {
            e.solver_speed_up = at({"equal_accuracy", "speed_up"});
        }
        for (const auto& stepper : entry_["steppers"]) {
            e.single_stepper = std::fmin(e.single_stepper, number_at(stepper, {"mse_test"}));
        }
    }

    void add_worst(Evidence& e) const {
        const auto& errors = entry_["forecast"]["mse_state_of_trajectory"];
        const auto times = scores_.valid_times();
        const double dt = run_.system->dt();
        const auto whole =
            static_cast<float>(static_cast<double>(steps_of(run_, Split::test)) * dt);
        const auto error_of = [&](std::size_t m) {
            const auto error = errors[m].get<double>();
            return std::isfinite(error) ? error : std::numeric_limits<double>::infinity();
        };
        for (std::size_t m = 0; m < times.size(); ++m) {
            const bool valid = static_cast<float>(times[m]) >= whole && std::isfinite(error_of(m));
            e.valid_forecasts += valid ? 1 : 0;
            e.diverged += std::isfinite(error_of(m)) || run_.deck.forecast.stop_outside ? 0 : 1;
            if (m > 0 && error_of(m) <= e.worst_error) continue;
            e.worst = static_cast<std::int64_t>(m);
            e.worst_error = error_of(m);
            e.worst_step = valid ? -1 : std::llround(times[m] / dt);
        }
        e.worst_outside = has(entry_["trust"]["outside"], e.worst);
        e.worst_leaves = has(entry_["trust"]["leaving"], e.worst);
    }

    void add_reductions(Evidence& e) const {
        e.reconstruction = at({"reduction", "mse_test"});
        e.validation_reconstruction = at({"reduction", "mse_validation"});
        const double of_learnt = at({"in_sample", "reduction", "mse"});
        e.known_reconstruction = std::isnan(of_learnt) ? at({"reduction", "mse_train"}) : of_learnt;
        e.pca = at({"reduction", "pca_mse_test"});
    }

    const Run& run_;
    const SurrogatePlan& plan_;
    const Yardsticks& yardsticks_;
    const Json& entry_;
    ForecastScores scores_;
};

Json advice_json(const Advice& advice) {
    return {{"set", advice.settings}, {"reason", advice.reason}};
}

Json measures_json(const Evidence& e) {
    const auto shares = error_shares(e);
    return {{"mse_state", e.error},
            {"persistence", e.persistence},
            {"training_mean", e.training_mean},
            {"single_stepper", e.single_stepper},
            {"in_sample", e.known_error},
            {"reconstruction", e.reconstruction},
            {"reconstruction_in_sample", e.known_reconstruction},
            {"reconstruction_validation", e.validation_reconstruction},
            {"pca", e.pca},
            {"noise", e.noise},
            {"variance", e.variance},
            {"valid_time", e.valid_time},
            {"cheap_valid_time", e.cheap_valid_time},
            {"perfect_model_valid_time", e.perfect_valid_time},
            {"solver_speed_up", e.solver_speed_up},
            {"reduction_loss_fell", e.reduction_fell},
            {"steppers_loss_fell", e.steppers_fell},
            {"steppers_loss_ratio", e.steppers_loss_ratio},
            {"shares",
             {{"reconstruction", shares.reconstruction},
              {"stepping", shares.stepping},
              {"unseen", shares.unseen}}}};
}

}  // namespace

Json verdict_of(const Run& run, const SurrogatePlan& plan, const Surrogate& surrogate,
                const Yardsticks& yardsticks, const Json& entry) {
    const auto evidence = Witness(run, plan, yardsticks, entry).evidence(surrogate);
    const auto verdict = judge(evidence);
    Json json{{"surrogate", name_text(entry)},
              {"use", use_name(verdict.use)},
              {"text", verdict.text},
              {"worse_than_nothing", verdict.worse_than_nothing},
              {"try", Json::array()},
              {"findings", Json::array()},
              {"worst", verdict.worst},
              {"not_judged", verdict.not_judged},
              {"measures", measures_json(evidence)}};
    for (const auto& advice : verdict.next) json["try"].push_back(advice_json(advice));
    for (const auto& finding : verdict.findings) {
        json["findings"].push_back(
            {{"name", finding.name}, {"text", finding.text}, {"weight", finding.weight}});
    }
    return json;
}

Json verdict_of_run(const Json& report, const std::vector<Json>& verdicts) {
    const auto entries = entries_of(report);
    const auto score = [&](std::size_t i) {
        const auto& coupling = entries[i]["coupling"];
        const bool by_time = coupling["score"] == "valid-time";
        const double value = by_time ? -number_at(coupling, {"valid_time_validation"})
                                     : number_at(coupling, {"mse_validation"});
        return std::isfinite(value) ? value : std::numeric_limits<double>::infinity();
    };
    std::size_t best = 0;
    for (std::size_t i = 1; i < entries.size(); ++i) {
        if (score(i) < score(best)) best = i;
    }
    Json json = verdicts.at(best);
    json["surrogates"] = verdicts;
    return json;
}

}  // namespace lhits
