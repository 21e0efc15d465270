// What forecast.h5 says of one surrogate by one protocol, as numbers for the report.
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "../protocol.hpp"
#include "json.hpp"
#include "lhits/io/forecast_file.hpp"
#include "lhits/io/quantities.hpp"

namespace lhits {

using Numbers = std::map<std::string, double>;

/// A number by its name; null where it is not known.
Json known(const Numbers& numbers, const std::string& key);

/// Adds KEY, the mean, and KEY_median and KEY_worst.
void add_errors(Json& json, const std::string& key, const std::vector<double>& errors);

/// The median, in the report's time scale, from errors over (trajectory, time); `variance` is that
/// of the data.
double median_valid_time(const Run& run, std::span<const double> mse, std::size_t times,
                         double variance);

/// Reads forecast.h5 when asked; serial. Throws InputError when it does not fit the deck. Borrows
/// the run.
class ForecastScores {
public:
    ForecastScores(const Run& run, const std::string& surrogate, const Protocol& protocol);

    /// The numbers of the group as a whole.
    const Numbers& numbers() const { return numbers_; }

    /// The object "forecast" of report.json: each of surrogate_quantities summed up as it says.
    Json forecast() const;

    /// The mean over forecasts, as far as they go, of errors over (trajectory, time).
    double mean_error(std::span<const double> errors) const;
    /// One a trajectory, as forecast.h5 has it.
    std::vector<double> valid_times() const { return read("valid_time", trajectories_); }

    /// The mean error of each stepper alone, by rising stride; `quantity` is "stepper_mse_state" or
    /// "stepper_mse_latent".
    std::vector<double> of_steppers(const std::string& quantity) const;

private:
    bool has(const Quantity& quantity) const;
    std::vector<double> read(const std::string& quantity, std::size_t count) const;
    /// One a trajectory: of one over the time the mean after the start, until the forecast's end,
    /// and no number where that is the start.
    std::vector<double> of_trajectories(const Quantity& quantity) const;
    std::vector<double> means_until_end(std::span<const double> errors) const;
    /// The values of trajectories whose forecasts do not end at once.
    std::vector<double> forecast_only(const std::vector<double>& values) const;
    Json error_over_time() const;
    Json fields() const;

    const Run& run_;
    std::string group_;
    std::size_t trajectories_;
    std::size_t times_;
    std::vector<std::size_t> ends_;  // of each coupled forecast: its times, times_ unless stopped
    Numbers numbers_;
};

}  // namespace lhits
