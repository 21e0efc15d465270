// What forecast.h5 says of one surrogate by one protocol, as numbers for the report.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "lhits/io/forecast_file.hpp"
#include "../protocol.hpp"

namespace lhits {

using Json = nlohmann::ordered_json;
using Numbers = std::map<std::string, double>;

/// A number by its name; null where it is not known.
Json known(const Numbers& numbers, const std::string& key);

/// {mean, deviation, quantile_10, quantile_90, count}
Json spread_json(const std::vector<double>& values);

/// Reads forecast.h5 when asked; serial. Throws InputError when it does not fit the deck. Borrows
/// the run.
class ForecastScores {
public:
    ForecastScores(const Run& run, const std::string& surrogate, const Protocol& protocol);

    /// The numbers of the group as a whole.
    const Numbers& numbers() const { return numbers_; }

    /// The object "forecast" of report.json.
    Json forecast() const;

    /// The errors of each stepper alone, by rising stride.
    struct StepperErrors {
        double state = 0.0, latent = 0.0;
    };
    std::vector<StepperErrors> steppers() const;

private:
    std::vector<double> read(const std::string& quantity, std::size_t count) const;
    /// Mean over the times after the start, for each trajectory from row `first_row` on; until its
    /// end, and no number where that is the start.
    std::vector<double> means_of(const std::vector<double>& all, std::size_t first_row,
                                 const std::vector<std::size_t>& ends) const;
    /// The values of trajectories whose forecasts do not end at once.
    std::vector<double> forecast_only(const std::vector<double>& values) const;
    std::vector<double> values(const std::string& quantity, double unit) const;
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
