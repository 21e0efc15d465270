// The values of one forward pass through a network, kept for its backward pass.
#pragma once

#include <vector>

#include "lhits/nn/network.hpp"
#include "matrix_product.hpp"

namespace lhits {

/// Forward and backward passes over row ranges of a batch. Rows may be passed piece by piece (the
/// steps of an unrolled window); the weight gradient is then one matrix product over all of them.
class DenseTape {
public:
    /// Makes room for `rows` rows of `architecture`; keeps its memory between calls. Borrows
    /// `parameters` until the next call; with `derive`, backward() may follow.
    void prepare(const Architecture& architecture, const float* parameters, int rows, bool derive);

    /// Runs rows [first, first + rows) of a batch, `input` (rows, in), through the network; `keep`
    /// stores what backward() needs. Returns the output rows, (rows, out).
    const float* forward(const float* input, int first, int rows, bool keep);

    /// Where the derivative of the loss by the output rows from `first` on is put: (rows, out).
    float* output_gradient(int first) { return row(deltas_.back(), layers(), first); }

    /// Takes the output gradient of the rows back through the layers; when `input_gradient` is not
    /// null, adds the derivative by the input rows to it, (rows, in).
    void backward(int first, int rows, float* input_gradient);

    /// The derivative by the parameters over rows [0, rows), whose inputs are `input`; `gradient`
    /// is added to it when `add`.
    void parameter_gradient(const float* input, int rows, float* gradient, bool add);

private:
    std::size_t layers() const { return architecture_.layers(); }
    float* row(AlignedVector<float>& matrix, std::size_t width_index, int first) const {
        return matrix.data() +
               static_cast<std::ptrdiff_t>(first) * architecture_.widths[width_index];
    }

    Architecture architecture_;
    int capacity_ = 0;
    const float* parameters_ = nullptr;
    std::vector<PackedMatrix> weights_;     // [layers]
    std::vector<PackedMatrix> transposed_;  // [layers], (width after, before)
    PackedMatrix bypass_, transposed_bypass_;
    TransposedProduct products_;
    std::vector<AlignedVector<float>> values_;  // [layers], (capacity, width after)
    std::vector<AlignedVector<float>> slopes_;  // the same: activation derivatives
    std::vector<AlignedVector<float>> deltas_;  // the same: d loss / d pre-activation
};

}  // namespace lhits
