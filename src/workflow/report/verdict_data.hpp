// The verdict in the report: what it is made from, and what is said.
#pragma once

#include <vector>

#include "../model_store.hpp"
#include "forecast_scores.hpp"
#include "json.hpp"
#include "lhits/hits/surrogate.hpp"
#include "lhits/workflow/run.hpp"

namespace lhits {

/// What forecasts of the test trajectories are held against, from the trajectories alone.
struct Yardsticks {
    std::vector<double> persistence;  ///< errors over (trajectory, time) of the initial state kept
    std::vector<double> training_mean;  ///< of the mean of the training data
    double variance = 0.0;              ///< of the training data
    double noise = 0.0;                 ///< noise_variance() of the first training trajectories
};

/// One trajectory at a time; `model` is model.h5. Serial. Throws InputError.
Yardsticks read_yardsticks(const Run& run, const Record& model);

/// The verdict on one surrogate, from its finished entry in the report.
Json verdict_of(const Run& run, const SurrogatePlan& plan, const Surrogate& surrogate,
                const Yardsticks& yardsticks, const Json& entry);

/// The object "verdict" of report.json: that of the surrogate with the best score on the validation
/// trajectories, and in "surrogates" those of all (`verdicts`, by the entries of the report).
Json verdict_of_run(const Json& report, const std::vector<Json>& verdicts);

/// The section of report.md; `verdict` may also be that of a sweep.
std::string verdict_text(const Json& verdict);

/// Lines for the log; on a terminal with colours what is worse than nothing in red.
std::string verdict_summary(const Json& verdict);

}  // namespace lhits
