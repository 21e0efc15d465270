// Products of small row-major float32 matrices.
#pragma once

#include <cstddef>

#include "lhits/base/aligned.hpp"

namespace lhits {

/// Numbers of a matrix.
inline std::size_t size_of(int rows, int columns) {
    return static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns);
}

/// y (rows, out) = x (rows, in) w (in, out), to which y itself is added when `add`. The rows of x
/// stand `x_stride` numbers apart.
void multiply(int rows, int in, int out, const float* x, int x_stride, const float* w, float* y,
              bool add = false);

/// A matrix (in, out) that many rows are multiplied by, in panels of as many columns as four
/// registers hold: the rows of a panel lie one after the other. In the matrix itself they are `out`
/// numbers apart, which at 1024 means each on another page and all in the same places of a cache.
class PackedMatrix {
public:
    void pack(const float* matrix, int in, int out);
    /// The transpose of `matrix` (out, in).
    void pack_transposed(const float* matrix, int in, int out);

    /// As multiply() above, with the same bits.
    void multiply(int rows, const float* x, int x_stride, float* y, bool add = false) const;

private:
    int in_ = 0, out_ = 0;
    AlignedVector<float> panels_;
};

/// g = x^T delta, by panels as well.
class TransposedProduct {
public:
    /// g (in, out) = x^T delta, to which g itself is added when `add`; x (rows, in), delta (rows,
    /// out). Keeps its memory between calls.
    void run(int rows, int in, int out, const float* x, const float* delta, float* g, bool add);

private:
    AlignedVector<float> x_, delta_;
};

}  // namespace lhits
