#include "lhits/hits/valid_time_calibration.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "lhits/base/error.hpp"

namespace lhits {

std::string text_of(const CalibratedTime& valid, const std::string& unit, double length) {
    return fmt::format("valid for {:.3g}{}{} with a probability of {:.3g}", valid.time / length,
                       unit, valid.to_the_end ? " or longer" : "", valid.coverage);
}

ValidTimeCalibration::ValidTimeCalibration(std::vector<double> valid_times, double length,
                                           double nrmse)
    : valid_times_(std::move(valid_times)), length_(length), nrmse_(nrmse) {
    std::sort(valid_times_.begin(), valid_times_.end());
}

ValidTimeCalibration::ValidTimeCalibration(const Record& record)
    : ValidTimeCalibration(record.doubles("valid_times"), record.number("length"),
                           record.number("nrmse")) {
    if (valid_times_.empty()) {
        throw InputError("expected the valid time of at least one forecast, found none");
    }
}

Record ValidTimeCalibration::record() const {
    Record record;
    record.put("valid_times", valid_times_);
    record.numbers["length"] = length_;
    record.numbers["nrmse"] = nrmse_;
    return record;
}

CalibratedTime ValidTimeCalibration::lower_bound(double alpha) const {
    const auto n = static_cast<double>(valid_times_.size());
    // Not below the next whole number because of rounding: 10 * 0.3 is 3.
    const double k = std::clamp(std::floor((n + 1.0) * alpha * (1.0 + 1e-12)), 1.0, n);
    const double time = valid_times_[static_cast<std::size_t>(k) - 1];
    return {time, 1.0 - k / (n + 1.0), time >= length_};
}

}  // namespace lhits
