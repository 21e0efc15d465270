// Seconds of a piece of work, often enough to be believed.
#pragma once

#include <array>
#include <functional>
#include <string>
#include <vector>

#include "lhits/bench/bench.hpp"

namespace lhits {

/// Runs `work` once to warm up, then at least three times, until `seconds` are spent.
std::vector<double> time_repeats(double seconds, const std::function<void()>& work);

/// The same for two pieces of work in turn, for the clock of a shared machine changes by the
/// minute: their ratio is that of moments next to each other.
std::array<std::vector<double>, 2> time_in_turn(double seconds, const std::function<void()>& one,
                                                const std::function<void()>& other);

double median_of(std::vector<double> values);

/// Holds a measurement of the machine itself against its own best repeat.
Measurement against_itself(Measurement result);

/// A measurement of `calls` pieces of work at a time; `repeats` are the seconds of all of them.
Measurement measured(const std::string& name, const std::string& what, std::vector<double> repeats,
                     double calls = 1.0);

}  // namespace lhits
