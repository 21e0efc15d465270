// For how long a forecast can be trusted, learned from forecasts that were checked.
#pragma once

#include <string>
#include <vector>

#include "lhits/io/record.hpp"

namespace lhits {

/// A new forecast is valid for at least `time` with a probability of at least `coverage`.
struct CalibratedTime {
    double time = 0.0;
    double coverage = 0.0;
    bool to_the_end = false;  ///< `time` is the length of a trajectory: perhaps for longer
};

/// "valid for 12.5 s or longer with a probability of 0.9". `unit` as it stands behind a number,
/// with its blank; it is `length` of those that `valid` is in.
std::string text_of(const CalibratedTime& valid, const std::string& unit, double length = 1.0);

/// A lower bound on the valid time of a new forecast from those of n forecasts of the same family
/// (split conformal prediction; Vovk, Gammerman, Shafer 2005): the k-th smallest of n is at most
/// the next one with a probability of 1 - k / (n + 1), whatever their distribution, as long as
/// they are exchangeable. Those of validation trajectories are nearly so: they have also decided
/// which strides are coupled.
class ValidTimeCalibration {
public:
    /// `valid_times`: of at least one forecast, in any order; a forecast that was valid to the end
    /// of its trajectory has `length`. `nrmse`: the error up to which they were valid.
    ValidTimeCalibration(std::vector<double> valid_times, double length, double nrmse);
    /// Throws InputError when the record does not fit.
    explicit ValidTimeCalibration(const Record& record);

    Record record() const;

    /// k = floor((n + 1) alpha), or 1 where n is too small for that: then `coverage` is n / (n +
    /// 1), less than 1 - alpha. 0 < alpha < 1.
    CalibratedTime lower_bound(double alpha) const;

    /// Rising.
    const std::vector<double>& valid_times() const { return valid_times_; }
    double nrmse() const { return nrmse_; }

private:
    std::vector<double> valid_times_;
    double length_;
    double nrmse_;
};

}  // namespace lhits
