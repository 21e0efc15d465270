// A network evaluated without a gradient.
#pragma once

#include <array>
#include <vector>

#include "lhits/nn/network.hpp"
#include "matrix_product.hpp"

namespace lhits {

/// Passes tiles of rows through a whole network while they are in cache. Layers are padded, so that
/// the bits of a row do not depend on the rows beside it: a member of an ensemble has the same
/// forecast in every company.
class ForwardPass {
public:
    /// y (rows, out) = network(x), x (rows, in). Keeps its memory between calls.
    void run(const Architecture& network, const float* parameters, const float* x, int rows,
             float* y);

private:
    void prepare(const Architecture& network, const float* parameters, bool pack);

    struct Layer {
        int in = 0, out = 0;             // out is padded
        const float* weights = nullptr;  // (in, out): the network's own, or the padded ones
        AlignedVector<float> padded;     // empty where nothing has to be padded
        PackedMatrix packed;             // the same, for many rows
        AlignedVector<float> bias;
    };
    Architecture network_;
    std::vector<Layer> layers_;
    AlignedVector<float> bypass_;                 // (in, padded out)
    std::array<AlignedVector<float>, 2> values_;  // (tile, widest layer), in turn
};

}  // namespace lhits
