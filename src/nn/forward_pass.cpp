#include "forward_pass.hpp"

#include <algorithm>

#include "activations.hpp"

namespace lhits {
namespace {

constexpr int lanes = 16;
constexpr int tile_rows = 128;
/// From so many rows on it pays to pack the weights.
constexpr int many_rows = 32;

/// To whole vectors, and never to one more than a multiple of four of them: LIBXSMM's kernel for
/// such a remainder sums in an order that depends on the number of rows.
int padded(int width) {
    const int vectors = (width + lanes - 1) / lanes;
    return lanes * (vectors % 4 == 1 ? vectors + 1 : vectors);
}

/// matrix (rows, width) into padded (rows, padded_width).
void copy_padded(const float* matrix, int rows, int width, int padded_width, float* padded) {
    for (int i = 0; i < rows; ++i, padded += padded_width, matrix += width) {
        std::copy_n(matrix, width, padded);
    }
}

}  // namespace

void ForwardPass::prepare(const Architecture& network, const float* parameters, bool pack) {
    if (!(network == network_)) {
        network_ = network;
        layers_.assign(network.layers(), {});
        int widest = 0;
        for (std::size_t l = 0; l < layers_.size(); ++l) {
            auto& layer = layers_[l];
            layer.in = network.widths[l];
            layer.out = padded(network.widths[l + 1]);
            layer.bias.assign(static_cast<std::size_t>(layer.out), 0.0F);
            if (layer.out != network.widths[l + 1]) {
                layer.padded.assign(static_cast<std::size_t>(layer.in) * layer.bias.size(), 0.0F);
            }
            widest = std::max(widest, layer.out);
        }
        for (auto& values : values_) {
            values.resize(static_cast<std::size_t>(widest) * static_cast<std::size_t>(tile_rows));
        }
    }
    for (std::size_t l = 0; l < layers_.size(); ++l) {
        auto& layer = layers_[l];
        const int out = network.widths[l + 1];
        const float* weights = parameters + network.weight_offset(l);
        std::copy_n(parameters + network.bias_offset(l), out, layer.bias.data());
        layer.weights = layer.padded.empty() ? weights : layer.padded.data();
        if (!layer.padded.empty()) {
            copy_padded(weights, layer.in, out, layer.out, layer.padded.data());
        }
        if (pack) layer.packed.pack(layer.weights, layer.in, layer.out);
    }
    if (!network.bypass) return;
    const int out = layers_.back().out;
    bypass_.assign(static_cast<std::size_t>(network.in()) * static_cast<std::size_t>(out), 0.0F);
    copy_padded(parameters + network.bypass_offset(), network.in(), network.out(), out,
                bypass_.data());
}

void ForwardPass::run(const Architecture& network, const float* parameters, const float* x,
                      int rows, float* y) {
    const bool packed = rows >= many_rows;
    prepare(network, parameters, packed);
    const int out = network.out();
    for (int first = 0; first < rows; first += tile_rows) {
        const int count = std::min(tile_rows, rows - first);
        const float* const rows_in = x + static_cast<std::ptrdiff_t>(first) * network.in();
        const float* input = rows_in;
        int stride = network.in();
        for (std::size_t l = 0; l < layers_.size(); ++l) {
            const auto& layer = layers_[l];
            float* values = values_[l % 2].data();
            if (packed) {
                layer.packed.multiply(count, input, stride, values);
            } else {
                multiply(count, layer.in, layer.out, input, stride, layer.weights, values);
            }
            activate(network.activations[l], layer.bias.data(), count, layer.out, values, nullptr);
            if (network.bypass && l + 1 == layers_.size()) {
                multiply(count, network.in(), layer.out, rows_in, network.in(), bypass_.data(),
                         values, true);
            }
            input = values;
            stride = layer.out;
        }
        float* target = y + static_cast<std::ptrdiff_t>(first) * out;
        for (int r = 0; r < count; ++r, target += out, input += stride) {
            std::copy_n(input, out, target);
        }
    }
}

}  // namespace lhits
