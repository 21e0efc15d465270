// Fully connected networks: their shape, and their parameters as one flat vector.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "lhits/base/aligned.hpp"

namespace lhits {

class RandomStream;

/// What follows the affine map of a layer.
enum class Activation { linear, relu, tanh, silu, gelu };

/// "linear", "relu", "tanh", "silu", "gelu" (x times the normal distribution function: Hendrycks
/// and Gimpel, arXiv 1606.08415); throws std::invalid_argument for another name.
Activation activation_from(const std::string& name);
std::string name_of(Activation activation);

/// The shape of a chain of layers. Layer l maps widths[l] numbers to widths[l + 1]:
/// y = activation(x W + b) with W of shape (widths[l], widths[l + 1]), row-major, so that a
/// row-major batch of samples multiplies from the left.
struct Architecture {
    std::vector<int> widths;
    std::vector<Activation> activations;  ///< one a layer
    /// Whether a fixed linear map B (in, out), row-major, bypasses the layers: y = layers(x) + x B.
    /// It stands behind the layers in the parameters; the derivative by it counts as zero.
    bool bypass = false;

    /// `hidden` layers with `activation` between `in` and `out`; the last layer is linear.
    static Architecture with_hidden(int in, const std::vector<std::int64_t>& hidden, int out,
                                    Activation activation);

    std::size_t layers() const { return activations.size(); }
    int in() const { return widths.front(); }
    int out() const { return widths.back(); }
    /// In the flat parameter vector: all W and b in layer order, W before b.
    std::size_t weight_offset(std::size_t layer) const;
    std::size_t bias_offset(std::size_t layer) const;
    std::size_t bypass_offset() const { return weight_offset(layers()); }
    std::size_t parameter_count() const;

    /// The layers [first, end) on their own; their parameters begin at weight_offset(first).
    Architecture part(std::size_t first, std::size_t end) const;
    /// This chain followed by `next`, whose first width must be this one's last. Not for a bypass.
    Architecture then(const Architecture& next) const;

    bool operator==(const Architecture&) const = default;
};

using Parameters = AlignedVector<float>;

/// Uniform in +-1/sqrt(inputs of the layer) for weights and biases (the usual default for linear
/// layers), drawn by position, from draw number `first` on: the same for every number of ranks. A
/// bypass is zero.
Parameters initial_parameters(const Architecture& architecture, const RandomStream& stream,
                              std::size_t first = 0);

}  // namespace lhits
