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
    Scaler made;
    for (std::size_t j = 0; j < width; ++j) {
        made.offset.push_back(static_cast<float>(mean[j]));
        made.scale.push_back(static_cast<float>(std::sqrt(variance[j] / rows)));
    }
    return made;
}

Scaler min_max(std::span<const float> data, std::size_t width) {
    Scaler made{std::vector<float>(width, std::numeric_limits<float>::max()),
                std::vector<float>(width, std::numeric_limits<float>::lowest())};
    for (const float* row = data.data(); row != data.data() + data.size(); row += width) {
        for (std::size_t j = 0; j < width; ++j) {
            made.offset[j] = std::min(made.offset[j], row[j]);
            made.scale[j] = std::max(made.scale[j], row[j]);
        }
    }
    for (std::size_t j = 0; j < width; ++j) made.scale[j] -= made.offset[j];
    return made;
}

}  // namespace

Scaler Scaler::fit(const std::string& kind, std::span<const float> data, std::size_t width) {
    Scaler made;
    if (kind == "none") {
        made = {std::vector<float>(width, 0.0F), std::vector<float>(width, 1.0F)};
    } else if (kind == "standard") {
        made = standard(data, width);
    } else if (kind == "min-max") {
        made = min_max(data, width);
    } else {
        throw std::invalid_argument("expected a scaler (none, standard, min-max), found " + kind);
    }
    for (auto& scale : made.scale) {
        if (!(scale > 0.0F)) scale = 1.0F;
    }
    return made;
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
