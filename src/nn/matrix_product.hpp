// Products of small row-major float32 matrices.
#pragma once

namespace lhits {

/// y (rows, out) = x (rows, in) w (in, out), to which y itself is added when `add`. The rows of x
/// stand `x_stride` numbers apart.
void multiply(int rows, int in, int out, const float* x, int x_stride, const float* w, float* y,
              bool add = false);

/// g (in, out) = x^T delta, to which g itself is added when `add`; x (rows, in), delta (rows, out).
void multiply_transposed(int rows, int in, int out, const float* x, const float* delta, float* g,
                         bool add);

/// transposed (columns, rows) of matrix (rows, columns).
void transpose(int rows, int columns, const float* matrix, float* transposed);

}  // namespace lhits
