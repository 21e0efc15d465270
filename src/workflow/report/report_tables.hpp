// The tables of report.md, each as Markdown, from report.json.
#pragma once

#include <string>
#include <vector>

#include "json.hpp"
#include "printed_values.hpp"

namespace lhits {

/// Three digits; "diverged" for what is not finite, "not known" for what is no number (null).
std::string number_text(const Json& value);

/// The same for an error of a forecast of a surrogate; "ended" where it was stopped outside the
/// training data.
std::string error_text(const Json& entry, const Json& error);

/// " Times are in units of 23.26 s.": empty where there is nothing to say.
std::string unit_of_times(const Json& report);

/// "4" or "1 to 16".
std::string strides_text(const Json& coupling);

/// What a surrogate is called: "z = 2", "full space".
std::string name_text(const Json& entry);

/// The entries of all surrogates, that of the full space last.
std::vector<Json> entries_of(const Json& report);

/// Those of them that have something of this name, which is not null.
std::vector<Json> entries_with(const Json& report, const char* key);

/// The scores of a surrogate by one protocol; null where there are none.
const Json* scores_of(const Json& entry, const std::string& protocol);

// `protocol` is "unseen" or "in-sample".

/// Table 1: the errors of each latent dimension.
std::string errors_table(const Json& report, const std::string& protocol,
                         const PrintedValues& paper);
/// The errors of each field, by one protocol; empty where a state has only one.
std::string fields_table(const Json& report, const std::string& protocol);
/// How long forecasts can be trusted, by all protocols.
std::string valid_times_table(const Json& report);
/// The growth of the error, by one protocol.
std::string error_over_time_table(const Json& report, const std::string& protocol);
/// Table 2: what training and forecasting cost.
std::string costs_table(const Json& report, const PrintedValues& paper);
/// The direct solver, and coarser ones.
std::string solvers_table(const Json& report);
/// The surrogates beside it.
std::string comparison_table(const Json& report);
/// Tables 3 and 4: each stepper of a surrogate alone, and the coupled ones.
std::string steppers_table(const Json& entry, const PrintedValues& paper);

}  // namespace lhits
