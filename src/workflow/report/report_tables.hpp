// The tables of report.md, each as Markdown, from report.json.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "printed_values.hpp"

namespace lhits {

/// Three digits; "diverged" for what is not finite, "not known" for what is no number (null).
std::string number_text(const nlohmann::ordered_json& value);

/// The same for an error of a forecast of a surrogate; "ended" where it was stopped outside the
/// training data.
std::string error_text(const nlohmann::ordered_json& entry, const nlohmann::ordered_json& error);

/// " Times are in units of 23.26 s.": empty where there is nothing to say.
std::string unit_of_times(const nlohmann::ordered_json& report);

/// "4" or "1 to 16".
std::string strides_text(const nlohmann::ordered_json& coupling);

/// What a surrogate is called: "z = 2", "full space".
std::string name_text(const nlohmann::ordered_json& entry);

/// The entries of all surrogates, that of the full space last.
std::vector<nlohmann::ordered_json> entries_of(const nlohmann::ordered_json& report);

// `paper` may be null; `protocol` is "unseen" or "in-sample".

/// Table 1: the errors of each latent dimension.
std::string errors_table(const nlohmann::ordered_json& report, const std::string& protocol,
                         const PrintedValues* paper);
/// The errors of each field, by one protocol; empty where a state has only one.
std::string fields_table(const nlohmann::ordered_json& report, const std::string& protocol);
/// How long forecasts can be trusted, by all protocols.
std::string valid_times_table(const nlohmann::ordered_json& report);
/// The growth of the error, by one protocol.
std::string error_over_time_table(const nlohmann::ordered_json& report,
                                  const std::string& protocol);
/// Table 2: what training and forecasting cost.
std::string costs_table(const nlohmann::ordered_json& report, const PrintedValues* paper);
/// The direct solver, and coarser ones.
std::string solvers_table(const nlohmann::ordered_json& report);
/// The surrogates beside it.
std::string comparison_table(const nlohmann::ordered_json& report);
/// Tables 3 and 4: each stepper of a surrogate alone, and the coupled ones.
std::string steppers_table(const nlohmann::ordered_json& entry, const PrintedValues* paper);

}  // namespace lhits
