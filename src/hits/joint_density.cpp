#include "lhits/hits/joint_density.hpp"

#include <cmath>
#include <numeric>

namespace lhits {

void periodic_derivatives(std::span<const float> u, std::size_t points, double spacing,
                          std::span<float> slope, std::span<float> curvature) {
    const double first = 1.0 / (12.0 * spacing);
    const double second = first / spacing;
    for (std::size_t row = 0; row < u.size(); row += points) {
        const auto at = [&](std::size_t j) { return static_cast<double>(u[row + j % points]); };
        for (std::size_t j = 0; j < points; ++j) {
            const double near = at(j + 1);
            const double back = at(j + points - 1);
            const double far = at(j + 2);
            const double far_back = at(j + points - 2);
            slope[row + j] = static_cast<float>(first * (8.0 * (near - back) - (far - far_back)));
            curvature[row + j] = static_cast<float>(
                second * (16.0 * (near + back) - (far + far_back) - 30.0 * at(j)));
        }
    }
}

JointHistogram::JointHistogram(std::size_t bins, double slope_reach, double curvature_reach)
    : bins_(bins), slope_reach_(slope_reach), curvature_reach_(curvature_reach) {}

void JointHistogram::add(std::span<const float> slope, std::span<const float> curvature,
                         std::span<double> counts) const {
    const auto bins = static_cast<double>(bins_);
    const auto place = [bins](float value, double reach) {
        return std::floor((static_cast<double>(value) + reach) * (bins / (2.0 * reach)));
    };
    for (std::size_t i = 0; i < slope.size(); ++i) {
        const double x = place(slope[i], slope_reach_);
        const double y = place(curvature[i], curvature_reach_);
        const bool inside = x >= 0.0 && x < bins && y >= 0.0 && y < bins;  // false for no number
        counts[inside ? static_cast<std::size_t>(x) * bins_ + static_cast<std::size_t>(y)
                      : bins_ * bins_] += 1.0;
    }
}

std::vector<double> JointHistogram::density(std::span<const double> counts) const {
    const double all = std::accumulate(counts.begin(), counts.end(), 0.0);
    const auto bins = static_cast<double>(bins_);
    const double area = 4.0 * slope_reach_ * curvature_reach_ / (bins * bins);
    std::vector<double> result(counts.begin(), counts.end() - 1);
    for (auto& value : result) value /= all * area;
    return result;
}

std::vector<double> JointHistogram::middles(double reach) const {
    std::vector<double> result;
    for (std::size_t i = 0; i < bins_; ++i) {
        result.push_back(reach *
                         ((2.0 * static_cast<double>(i) + 1.0) / static_cast<double>(bins_) - 1.0));
    }
    return result;
}

double total_variation(std::span<const double> one, std::span<const double> other) {
    const double all = std::accumulate(one.begin(), one.end(), 0.0);
    const double all_others = std::accumulate(other.begin(), other.end(), 0.0);
    double sum = 0.0;
    for (std::size_t i = 0; i < one.size(); ++i) {
        sum += std::abs(one[i] / all - other[i] / all_others);
    }
    return 0.5 * sum;
}

}  // namespace lhits
