// How far the forecasts of a surrogate can be trusted.
#pragma once

#include "lhits/hits/training_domain.hpp"
#include "lhits/hits/valid_time_calibration.hpp"

namespace lhits {

/// The valid time that is told holds with a probability of 1 - this.
inline constexpr double calibration_alpha = 0.1;

/// Learned when everything else of a surrogate is.
struct Trust {
    TrainingDomain domain;            ///< where the surrogate knows its way
    ValidTimeCalibration valid_time;  ///< of the strides coupled for the protocol "unseen"

    Record record() const {
        Record record;
        record.children["domain"] = domain.record();
        record.children["valid_time"] = valid_time.record();
        return record;
    }
};

/// Throws InputError when the record does not fit.
inline Trust read_trust(const Record& record) {
    return {TrainingDomain(record.child("domain")),
            ValidTimeCalibration(record.child("valid_time"))};
}

}  // namespace lhits
