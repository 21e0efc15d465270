#include "lhits/hits/scaler.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

namespace lhits {
namespace {

Scaler standard(std::span<const float> data, std::size_t width) {
    const double rows = static_cast<double>(data.size() / width);
    std::vector<double> mean(width, 0.0);
    std::vector<double> variance(width, 0.0);
    for (std::size_t i = 0; i < data.size(); ++i) {
        mean[i % width] += static_cast<double>(data[i]) / rows;
    }
    for (std::size_t i = 0; i < data.size(); ++i) {
        variance[i % width] += std::pow(static_cast<double>(data[i]) - mean[i % width], 2) / rows;
    }
    Scaler made;
    for (std::size_t j = 0; j < width; ++j) {
        made.offset.push_back(static_cast<float>(mean[j]));
        made.scale.push_back(static_cast<float>(std::sqrt(variance[j])));
    }
    return made;
}

Scaler min_max(std::span<const float> data, std::size_t width) {
    Scaler made{std::vector<float>(width, std::numeric_limits<float>::max()),
                std::vector<float>(width, std::numeric_limits<float>::lowest())};
    for (std::size_t i = 0; i < data.size(); ++i) {
        made.offset[i % width] = std::min(made.offset[i % width], data[i]);
        made.scale[i % width] = std::max(made.scale[i % width], data[i]);
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
    for (std::size_t i = 0; i < data.size(); ++i) {
        data[i] = (data[i] - offset[i % width()]) / scale[i % width()];
    }
}

void Scaler::undo(std::span<float> data) const {
    for (std::size_t i = 0; i < data.size(); ++i) {
        data[i] = data[i] * scale[i % width()] + offset[i % width()];
    }
}

}  // namespace lhits
