// The figures of a finished run.
#pragma once

#include "json.hpp"
#include "lhits/hits/surrogate.hpp"
#include "lhits/workflow/run.hpp"

namespace lhits {

/// report.json as an object. Reads trajectories.h5, model.h5 and forecast.h5; serial.
Json report_data(const Run& run);

/// report.md: the same for people, with the paper's printed values beside ours where it has some.
std::string report_text(const Json& report);

// What the entry of a surrogate says about one thing, from the files; serial. Null or not asked for
// where the deck has none.

/// How far the forecasts of unseen trajectories can be trusted.
Json trust_json(const Run& run, const std::string& surrogate);
/// The ensemble forecast.
Json ensemble_json(const Run& run, const std::string& surrogate);
/// The forecasts of unseen trajectories by their parameters.
Json parameters_json(const Run& run, const std::string& surrogate);
/// Adaptive steps beside the fixed hierarchy.
Json adaptive_json(const Run& run, const std::string& surrogate, const Surrogate& model);
/// The long-time statistics.
Json statistics_json(const Run& run, const std::string& surrogate);

// The sections of report.md about these; empty where there is nothing to say.

std::string trust_text(const Json& report);
std::string ensemble_text(const Json& report);
std::string parameters_text(const Json& report);
std::string adaptive_text(const Json& report);
std::string statistics_text(const Json& report);

/// Writes report.json and report.md. Serial.
void write_report(const Run& run, const Json& report);

/// A few lines for the log: accuracy, strides, times.
std::string report_summary(const Json& report);

}  // namespace lhits
