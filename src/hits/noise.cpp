#include "lhits/hits/noise.hpp"

#include <cmath>
#include <limits>
#include <vector>

namespace lhits {
namespace {

/// The mean square of differences in time of this order, with weights whose squares sum up to 1: of
/// white noise they leave the variance, of what is smooth nothing.
double mean_square_of_differences(std::span<const float> u, std::size_t times, std::size_t n,
                                  std::size_t order) {
    std::vector<double> weights{1.0};
    double squares = 1.0;
    for (std::size_t k = 1; k <= order; ++k) {
        weights.push_back(-weights.back() * static_cast<double>(order - k + 1) /
                          static_cast<double>(k));
        squares += weights.back() * weights.back();
    }
    double sum = 0.0;
    const auto count = times - order;
    for (std::size_t i = 0; i < count * n; ++i) {
        double difference = 0.0;
        for (std::size_t k = 0; k <= order; ++k) {
            difference += weights[k] * static_cast<double>(u[i + k * n]);
        }
        sum += difference * difference;
    }
    return sum / (squares * static_cast<double>(count * n));
}

}  // namespace

double noise_variance(std::span<const float> u, std::size_t times, std::size_t n) {
    // White noise is the same to all orders; what is left of a smooth signal falls fast with them.
    constexpr std::size_t low = 4;
    constexpr std::size_t high = 6;
    constexpr double alike = 0.5;
    constexpr std::size_t enough_times = 16;
    if (times < enough_times) return std::numeric_limits<double>::quiet_NaN();
    const double of_high = mean_square_of_differences(u, times, n, high);
    return of_high > alike * mean_square_of_differences(u, times, n, low) ? of_high : 0.0;
}

}  // namespace lhits
