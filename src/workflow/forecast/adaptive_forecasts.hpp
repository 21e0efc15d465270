// Forecasts by adaptive steps, beside the fixed hierarchy that spends more or less.
#pragma once

#include "../evaluation.hpp"
#include "lhits/io/record.hpp"

namespace lhits {

/// A chunk of trajectories with every tolerance of [forecast] adaptive_tolerance, by all steppers
/// (which of them are good is what the tolerance asks); and by the coupled strides from the
/// coarsest down to each. `variance` is that of the data. The arrays are named as
/// adaptive_quantities are, one tolerance or stride after the other; "seconds" are those of rolling
/// out, without decoding, of the tolerances and then of the strides.
Record adaptive_forecasts(const Run& run, Surrogate& surrogate, Engine& engine,
                          const ReferenceTrajectories& truth, double variance);

}  // namespace lhits
