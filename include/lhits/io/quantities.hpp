// The quantities of forecast.h5, ensemble.h5 and forecasts from new states. Each is described once,
// in quantities.cpp: that drives what is written and read, reserved names, the report, and by the
// attributes in the files the figures.
#pragma once

#include <span>
#include <string>
#include <vector>

namespace lhits {

/// In what a quantity is measured. Errors, in squares and summed over many points, are kept in
/// double precision, for the square of a float may be no float; everything else in single.
enum class Unit {
    one,
    state,          ///< of each component, as the states have it
    error,          ///< the common one of all components
    error_square,   ///< the square of that
    latent_square,  ///< none, as that of latent coordinates
    time,
    per_time
};

/// How the report sums up a quantity over the trajectories, once the times after the start of one
/// over (trajectory, time) are a mean.
enum class Summary {
    none,
    mean,
    errors,  ///< mean, median and worst
    times,   ///< median; beside it mean, deviation, quantiles
    fields   ///< the root of the mean square, for each field
};

/// What a quantity over states is at an element that never varies: the constant there, 0, whether
/// the constant is above the threshold, or nothing, for no score counts it.
enum class AtFixed { constant, zero, above, nothing };

struct Quantity {
    const char* name;  ///< in its group
    const char* axes;  ///< the names of its dimensions, the slowest first
    Unit unit;
    const char* long_name;
    Summary summary = Summary::none;
    const char* head = "";       ///< of its columns in report.md
    const char* over_time = "";  ///< of its column in the table of errors over time; empty: none
    AtFixed at_fixed = AtFixed::constant;

    bool is_over(const std::string& axis) const;
    bool is_double() const;
    /// Whether the report has it among the errors, and among those over time.
    bool is_error() const { return summary == Summary::mean || summary == Summary::errors; }
    bool is_error_over_time() const { return *over_time != '\0'; }
    /// Its name in report.json: without "_of_time" and "_of_field".
    std::string key() const;
};

// What a group has of these are the ones whose dimensions are all there.

/// Of the forecasts by a surrogate.
extern const std::span<const Quantity> surrogate_quantities;
/// Of those by adaptive steps, and of the fixed hierarchy beside them.
extern const std::span<const Quantity> adaptive_quantities;
/// Of the direct solver and coarser ones.
extern const std::span<const Quantity> solver_quantities;
/// Of long times: of the true trajectories and of each surrogate's.
extern const std::span<const Quantity> long_time_quantities;
/// Of the members of an ensemble that are kept, of all of them, and of these beside the truth.
extern const std::span<const Quantity> member_quantities;
extern const std::span<const Quantity> ensemble_quantities;
extern const std::span<const Quantity> ensemble_score_quantities;
/// Of forecasts from new states, without a run.
extern const std::span<const Quantity> states_forecast_quantities;

/// All of these tables.
std::vector<std::span<const Quantity>> all_quantities();

/// One of a table. Throws std::invalid_argument when there is none of this name.
const Quantity& quantity(std::span<const Quantity> table, const std::string& name);

}  // namespace lhits
