#include "statistics.hpp"

#include <algorithm>
#include <cmath>

#include "lhits/hits/scores.hpp"

namespace lhits {

double mean(const std::vector<double>& values) {
    double sum = 0.0;
    for (const double value : values) sum += value;
    return sum / static_cast<double>(values.size());
}

double deviation(const std::vector<double>& values) {
    if (values.size() < 2) return 0.0;
    const double middle = mean(values);
    double sum = 0.0;
    for (const double value : values) sum += (value - middle) * (value - middle);
    return std::sqrt(sum / static_cast<double>(values.size() - 1));
}

double quantile(std::vector<double> values, double p) {
    std::sort(values.begin(), values.end(),
              [](double a, double b) { return !std::isnan(a) && (std::isnan(b) || a < b); });
    const double place = p * static_cast<double>(values.size() - 1);
    const auto below = static_cast<std::size_t>(place);
    const double part = place - static_cast<double>(below);
    if (part == 0.0) return values[below];
    return values[below] * (1.0 - part) + values[below + 1] * part;
}

double median(const std::vector<double>& values) { return quantile(values, 0.5); }

double worst(const std::vector<double>& values) { return quantile(values, 1.0); }

std::vector<double> means_after_start(std::span<const double> errors, std::size_t times) {
    std::vector<double> means;
    for (std::size_t first = 0; first < errors.size(); first += times) {
        means.push_back(mean_after_start(errors.subspan(first, times)));
    }
    return means;
}

}  // namespace lhits
