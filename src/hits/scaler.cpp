#include "lhits/hits/scaler.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

namespace lhits {
namespace {

Scaler standard(std::span<const float> data, std::size_t width) {
    const std::size_t count = data.size() / width;
    const auto rows = static_cast<double>(count);
    std::vector<double> mean(width, 0.0);
    std::vector<double> variance(width, 0.0);
    for (const float* row = data.data(); row != data.data() + data.size(); row += width) {
        for (std::size_t j = 0; j < width; ++j) mean[j] += static_cast<double>(row[j]);
    }
    for (auto& value : mean) value /= rows;
    for (const float* row = data.data(); row != data.data() + data.size(); row += width) {
        for (std::size_t j = 0; j < width; ++j) {
            const double difference = static_cast<double>(row[j]) - mean[j];
            variance[j] += difference * difference;
        }
    }
    Scaler result;
    for (std::size_t j = 0; j < width; ++j) {
        result.offset.push_back(static_cast<float>(mean[j]));
        result.scale.push_back(static_cast<float>(std::sqrt(variance[j] / rows)));
    }
    return result;
}

Scaler min_max(std::span<const float> data, std::size_t width) {
    Scaler result{std::vector<float>(width, std::numeric_limits<float>::max()),
                  std::vector<float>(width, std::numeric_limits<float>::lowest())};
    for (const float* row = data.data(); row != data.data() + data.size(); row += width) {
        for (std::size_t j = 0; j < width; ++j) {
            result.offset[j] = std::min(result.offset[j], row[j]);
            result.scale[j] = std::max(result.scale[j], row[j]);
        }
    }
    for (std::size_t j = 0; j < width; ++j) result.scale[j] -= result.offset[j];
    return result;
}

/// What does not vary here beyond rounding is as large as the others: neither does an error of the
/// networks there decide anything, nor is rounding amplified.
void give_constants_a_scale(Scaler& scaler) {
    constexpr float rounding = 1e-6F;
    float largest = 0.0F;
    for (std::size_t j = 0; j < scaler.width(); ++j) {
        auto& scale = scaler.scale[j];
        if (!(scale > rounding * std::abs(scaler.offset[j]))) scale = 0.0F;
        largest = std::max(largest, scale);
    }
    std::replace(scaler.scale.begin(), scaler.scale.end(), 0.0F, largest > 0.0F ? largest : 1.0F);
}

}  // namespace

Scaler Scaler::fit(const std::string& kind, std::span<const float> data, std::size_t width) {
    Scaler result;
    if (kind == "none") {
        result = {std::vector<float>(width, 0.0F), std::vector<float>(width, 1.0F)};
    } else if (kind == "standard") {
        result = standard(data, width);
    } else if (kind == "min-max") {
        result = min_max(data, width);
    } else {
        throw std::invalid_argument("expected a scaler (none, standard, min-max), found " + kind);
    }
    give_constants_a_scale(result);
    return result;
}

Scaler Scaler::full(std::size_t width) const {
    return offset.empty() ? fit("none", {}, width) : *this;
}

void Scaler::apply(std::span<float> data) const {
    if (width() == 0) return;
    for (float* row = data.data(); row != data.data() + data.size(); row += width()) {
        for (std::size_t j = 0; j < width(); ++j) row[j] = (row[j] - offset[j]) / scale[j];
    }
}

void Scaler::undo(std::span<float> data) const {
    if (width() == 0) return;
    for (float* row = data.data(); row != data.data() + data.size(); row += width()) {
        for (std::size_t j = 0; j < width(); ++j) row[j] = row[j] * scale[j] + offset[j];
    }
}

}  // namespace lhits
