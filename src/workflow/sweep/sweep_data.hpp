// What the finished points of a sweep have in common and where they differ.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "lhits/workflow/sweep.hpp"

namespace lhits {

/// report.json of a sweep as an object, from the reports of its finished points (an entry each, in
/// the order of the sweep; null where the point has none): the scores of every surrogate of every
/// point, these grouped by all that is swept but the seed, and the recommended group. Throws
/// InputError when there is no report at all.
nlohmann::ordered_json sweep_data(const Sweep& sweep,
                                  const std::vector<nlohmann::ordered_json>& reports);

/// The group of a sweep with the fewest coordinates, then the cheapest forecast, whose score on the
/// validation trajectories is within the spread over seeds of the best group's, with one seed
/// within a quarter of it; with the reason. Null where only full spaces were swept.
nlohmann::ordered_json recommendation(const nlohmann::ordered_json& sweep);

/// A few lines for the log: what is finished, and the recommendation.
std::string sweep_summary(const nlohmann::ordered_json& sweep);

/// report.md of a sweep.
std::string sweep_text(const nlohmann::ordered_json& sweep);

}  // namespace lhits
