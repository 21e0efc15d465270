// How far the forecasts of a surrogate can be trusted.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "lhits/hits/training_domain.hpp"
#include "lhits/hits/valid_time_calibration.hpp"

namespace lhits {

/// The valid time that is told holds with a probability of 1 - this.
inline constexpr double calibration_alpha = 0.1;

/// Between which values the parameters of the training trajectories lay, one entry each.
struct ParameterRange {
    std::vector<double> low, high;

    /// Of parameters that may have been rounded to single precision.
    bool holds(std::span<const double> parameters) const {
        constexpr double rounding = 1e-6;
        for (std::size_t i = 0; i < parameters.size(); ++i) {
            const double slack = rounding * (high.at(i) - low.at(i));
            if (!(parameters[i] >= low[i] - slack && parameters[i] <= high[i] + slack))
                return false;
        }
        return true;
    }
};

/// Learned when everything else of a surrogate is.
struct Trust {
    TrainingDomain domain;            ///< where the surrogate knows its way
    ValidTimeCalibration valid_time;  ///< of the strides coupled for the protocol "unseen"
    ParameterRange parameters{};

    Record record() const {
        Record record;
        record.children["domain"] = domain.record();
        record.children["valid_time"] = valid_time.record();
        if (parameters.low.empty()) return record;
        record.children["parameters"].put("low", parameters.low);
        record.children["parameters"].put("high", parameters.high);
        return record;
    }
};

/// Throws InputError when the record does not fit.
inline Trust read_trust(const Record& record) {
    Trust trust{TrainingDomain(record.child("domain")),
                ValidTimeCalibration(record.child("valid_time"))};
    if (record.children.contains("parameters")) {
        const Record& range = record.child("parameters");
        trust.parameters = {range.doubles("low"), range.doubles("high")};
    }
    return trust;
}

}  // namespace lhits
