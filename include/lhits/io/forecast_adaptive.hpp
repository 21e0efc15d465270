// Forecasts by adaptive steps in forecast.h5, beside those of the fixed hierarchy.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace lhits {

/// Along which they are.
struct AdaptiveAxes {
    std::vector<double> tolerance;
    std::vector<std::int64_t> stride;  ///< of all steppers, rising

    bool operator==(const AdaptiveAxes&) const = default;
};

/// Over (tolerance, trajectory, ...): errors, steps and spacing over time, valid times over nothing
/// more, counts over the strides. The last two are those of the fixed hierarchy, ended at each
/// stride: over (stride, trajectory, ...).
enum class AdaptiveData {
    mse_state,
    valid_time,
    step,
    spacing,
    steps,
    evaluations,
    fixed_mse_state,
    fixed_valid_time
};

inline constexpr std::array all_adaptive_data = {
    AdaptiveData::mse_state,       AdaptiveData::valid_time,      AdaptiveData::step,
    AdaptiveData::spacing,         AdaptiveData::steps,           AdaptiveData::evaluations,
    AdaptiveData::fixed_mse_state, AdaptiveData::fixed_valid_time};

std::string name_of(AdaptiveData dataset);

/// The group of a surrogate's adaptive forecasts: "z4/adaptive".
std::string adaptive_group(const std::string& surrogate);

}  // namespace lhits
