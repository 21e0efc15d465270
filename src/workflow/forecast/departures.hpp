// Where forecasts are beside the training data: at their start, and when they leave.
#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "../evaluation.hpp"

namespace lhits {

/// One entry a member.
struct Departures {
    std::vector<float> distance;               ///< of the initial conditions
    std::vector<double> reconstruction_error;  ///< of these too
    /// 1 where one of these, or a parameter, is beyond its limit, else 0.
    std::vector<float> outside;
    /// The times, from the start on, that come before the first state farther from the training
    /// data than the limit: all of them where there is none, 0 where the initial condition is
    /// outside.
    std::vector<std::size_t> times_inside;
    std::vector<float> distances;  ///< of the forecasts, (members, times)
};

/// Of `members` forecasts `z`, (members, times, latent rows), from `inputs`, (members, input rows),
/// with `parameters`, (members, parameters); the limits are those at `quantile`
/// (training_domain.hpp).
Departures departures(const Surrogate& surrogate, double quantile, int members,
                      std::span<const float> inputs, std::span<const float> z,
                      std::span<const double> parameters);

/// What files of forecasts of unseen initial conditions say about the trust in them: the limits at
/// `quantile` and what they cover, the calibrated valid time, the range of each parameter.
std::map<std::string, double> trust_numbers(const Trust& trust, double quantile,
                                            const std::vector<std::string>& parameter_names);

/// The same for each group of forecast.h5; the valid time is calibrated for the unseen ones only.
std::map<std::string, std::map<std::string, double>> trust_numbers(
    const Run& run, const std::map<std::string, Surrogate>& surrogates);

/// Warns of forecasts that begin outside the training data (`outside`: 1, else 0) and of those that
/// leave them at the time `leaving` (not a number: never). `starts`: "test trajectories";
/// `after_time`: the unit, with its blank.
void warn_of_departures(const std::string& begin, const std::string& starts,
                        std::span<const double> outside, std::span<const double> leaving,
                        const std::string& after_time);

/// Serial, with a finished forecast.h5: names the trajectories whose initial conditions lie outside
/// the training data, and those whose forecasts leave it.
void warn_of_departures(const Run& run);

}  // namespace lhits
