// The values of one forward pass through a network, kept for its backward pass.
#pragma once

#include <span>
#include <vector>

#include "lhits/nn/network.hpp"

namespace lhits {

/// Forward and backward passes over row ranges of a batch. Rows may be passed piece by piece (the
/// steps of an unrolled window); the weight gradient is then one matrix product over all of them.
class DenseTape {
public:
    /// Makes room for `rows` rows of `architecture`; keeps its memory between calls.
    void prepare(const Architecture& architecture, int rows);

    /// Where the input rows from `first` on are put before forward(): (rows, in).
    float* input(int first) { return row(values_.front(), 0, first); }

    /// Runs rows [first, first + rows) through the network; `keep` stores what backward needs.
    /// Returns the output rows, (rows, out).
    const float* forward(const float* parameters, int first, int rows, bool keep);

    /// Where the derivative of the loss by the output rows from `first` on is put: (rows, out).
    float* output_gradient(int first) { return row(deltas_.back(), layers() - 1, first, true); }

    /// Takes the output gradient of the rows back through the layers; when `input_gradient` is not
    /// null, adds the derivative by the input rows to it, (rows, in).
    void backward(const float* parameters, int first, int rows, float* input_gradient);

    /// Adds the derivative by the parameters over rows [0, rows) to `gradient`.
    void add_parameter_gradient(int rows, float* gradient) const;

private:
    std::size_t layers() const { return architecture_.layers(); }
    float* row(AlignedVector<float>& matrix, std::size_t width_index, int first,
               bool after = false) const;

    Architecture architecture_;
    int capacity_ = 0;
    std::vector<AlignedVector<float>>
        values_;  // [layers + 1], (capacity, width): layer inputs, output
    std::vector<AlignedVector<float>>
        slopes_;  // [layers], (capacity, width): activation derivatives
    std::vector<AlignedVector<float>>
        deltas_;  // [layers], (capacity, width): d loss / d pre-activation
};

}  // namespace lhits
