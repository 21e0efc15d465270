// The verdict in the report: what it is made from, and what is said.
#pragma once

#include <vector>

#include "forecast_scores.hpp"
#include "json.hpp"
#include "lhits/hits/surrogate.hpp"
#include "lhits/workflow/run.hpp"
#include "yardsticks.hpp"

namespace lhits {

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
