// What a user should know before trusting an ensemble.
#pragma once

#include <cstdint>
#include <string>

#include "lhits/hits/trust.hpp"
#include "lhits/io/record.hpp"

namespace lhits {

/// Warns in the log where an initial condition is outside the training data, and where members
/// leave them on the way; `result` is that of the unit called `name`, the limits are those at
/// `quantile`.
void warn_of_ensemble(const Trust& trust, double quantile, const std::string& name,
                      const Record& result);

}  // namespace lhits
