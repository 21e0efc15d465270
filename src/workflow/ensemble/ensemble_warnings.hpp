// What a user should know before trusting an ensemble.
#pragma once

#include <cstdint>
#include <string>

#include "lhits/hits/trust.hpp"
#include "lhits/io/record.hpp"

namespace lhits {

/// Where an initial condition is outside the training data, and where members leave them on the
/// way, a line each; `result` is that of the unit called `name`, the limits are those at
/// `quantile`.
std::string ensemble_warnings(const Trust& trust, double quantile, const std::string& name,
                              const Record& result);

}  // namespace lhits
