// Seconds of a piece of work, often enough to be believed.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "lhits/bench/bench.hpp"

namespace lhits {

/// Runs `work` once to warm up, then at least three times, until `seconds` are spent.
std::vector<double> time_repeats(double seconds, const std::function<void()>& work);

double median_of(std::vector<double> values);

/// A measurement of `calls` pieces of work at a time; `repeats` are the seconds of all of them.
Measurement measured(const std::string& name, const std::string& what, std::vector<double> repeats,
                     double calls = 1.0);

}  // namespace lhits
