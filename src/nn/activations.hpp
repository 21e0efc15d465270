// The elementwise parts of a dense layer, each one pass over memory. Compiled with -ffast-math, so
// that exponentials become vector ones.
#pragma once

#include "lhits/nn/network.hpp"

namespace lhits {

/// y (rows, width) = activation(y + bias); `slope`, when not null, receives the derivative (not
/// written for a linear layer, where it is one).
void activate(Activation activation, const float* bias, int rows, int width, float* y,
              float* slope);

/// target[i] *= factor[i]
void multiply_into(const float* factor, int count, float* target);

/// sums[j] = sum over rows of matrix (rows, width), to which sums[j] itself is added when `add`.
void column_sums(const float* matrix, int rows, int width, float* sums, bool add);

/// The sum of (a - b)^2 in double, and, when `gradient` is not null, gradient[i] = 2 scale (a - b).
double squared_difference(const float* a, const float* b, int count, float scale, float* gradient);

/// Of Adam: the decays of both moments, and what keeps the root of a denormal number a number.
inline constexpr double adam_decay_first = 0.9;
inline constexpr double adam_decay_second = 0.999;
inline constexpr float adam_tiny = 1e-36F;

/// One step of Adam (Kingma and Ba, 2015, Algorithm 1) in one pass over memory; `rate` already
/// holds the bias corrections of both moments, `epsilon` that of the second.
void adam_step(const float* gradient, int count, float rate, float epsilon, float* parameters,
               float* first, float* second);

}  // namespace lhits
