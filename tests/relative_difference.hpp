// How far two vectors are apart.
#pragma once

#include <cmath>
#include <cstddef>
#include <span>

/// |a - b| / |b| in the Euclidean norm.
inline double relative_difference(std::span<const float> a, std::span<const float> b) {
    double difference = 0.0;
    double size = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        difference += std::pow(static_cast<double>(a[i]) - static_cast<double>(b[i]), 2);
        size += std::pow(static_cast<double>(b[i]), 2);
    }
    return std::sqrt(difference / size);
}
