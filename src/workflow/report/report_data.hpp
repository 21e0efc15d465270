// The figures of a finished run.
#pragma once

#include <nlohmann/json.hpp>

#include "lhits/hits/surrogate.hpp"
#include "lhits/workflow/run.hpp"

namespace lhits {

/// report.json as an object. Reads trajectories.h5, model.h5 and forecast.h5; serial.
nlohmann::ordered_json report_data(const Run& run);

/// report.md: the same for people, with the paper's printed values beside ours where it has some.
std::string report_text(const nlohmann::ordered_json& report);

/// The long-time statistics of a surrogate; only where the deck asks for them.
nlohmann::ordered_json statistics_json(const Run& run, const std::string& surrogate);

/// The section about them in report.md; empty where there are none.
std::string statistics_text(const nlohmann::ordered_json& report);

/// The forecasts of unseen trajectories by their parameters; only where they have some.
nlohmann::ordered_json parameters_json(const Run& run, const std::string& surrogate);

/// The section about it in report.md; empty where there are none.
std::string parameters_text(const nlohmann::ordered_json& report);

/// Adaptive steps beside the fixed hierarchy, by a surrogate; only where the deck asks for them.
nlohmann::ordered_json adaptive_json(const Run& run, const std::string& surrogate,
                                     const Surrogate& model);

/// The section about them in report.md; empty where there are none.
std::string adaptive_text(const nlohmann::ordered_json& report);

/// How far the forecasts of unseen trajectories by a surrogate can be trusted.
nlohmann::ordered_json trust_json(const Run& run, const std::string& surrogate);

/// The section about it in report.md.
std::string trust_text(const nlohmann::ordered_json& report);

/// The ensemble forecast that the deck asks for, by a surrogate; null where there is none.
nlohmann::ordered_json ensemble_json(const Run& run, const std::string& surrogate);

/// The section about it in report.md; empty where there is none.
std::string ensemble_text(const nlohmann::ordered_json& report);

/// Writes report.json and report.md. Serial.
void write_report(const Run& run, const nlohmann::ordered_json& report);

/// A few lines for the log: accuracy, strides, times.
std::string report_summary(const nlohmann::ordered_json& report);

}  // namespace lhits
