// Statistics over a few trajectories.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace lhits {

// Of at least one value; what is not a number counts as the largest where values are compared.

double mean(const std::vector<double>& values);
/// The standard deviation of what they are drawn from (by n - 1); 0 for a single value.
double deviation(const std::vector<double>& values);
/// The value below which the part `p` of the values lies, between the two nearest by interpolation.
double quantile(std::vector<double> values, double p);
double median(const std::vector<double>& values);
double worst(const std::vector<double>& values);

/// mean_after_start() of each row of so many times.
std::vector<double> means_after_start(std::span<const double> errors, std::size_t times);

}  // namespace lhits
