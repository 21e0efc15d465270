#include "dense.hpp"

#include <torch/torch.h>

namespace lhits {
namespace {

torch::Tensor activated(Activation activation, const torch::Tensor& x) {
    switch (activation) {
        case Activation::linear: return x;
        case Activation::relu: return torch::relu(x);
        case Activation::tanh: return torch::tanh(x);
        case Activation::silu: return torch::silu(x);
        case Activation::gelu: return torch::gelu(x);
    }
    return x;
}

}  // namespace

torch::Tensor view(std::span<const float> data, c10::IntArrayRef shape) {
    // from_blob wants a mutable pointer; nothing writes through it.
    return torch::from_blob(const_cast<float*>(data.data()), shape);  // NOLINT
}

std::vector<torch::Tensor> layers_of(const Architecture& network, const torch::Tensor& parameters) {
    std::vector<std::int64_t> sizes;
    for (std::size_t l = 0; l < network.layers(); ++l) {
        const std::int64_t out = network.widths[l + 1];
        sizes.insert(sizes.end(), {network.widths[l] * out, out});
    }
    if (network.bypass) sizes.push_back(std::int64_t{network.in()} * network.out());
    // One split, whose derivative is one concatenation.
    auto layers = parameters.split_with_sizes(sizes, 1);
    for (std::size_t l = 0; l < network.layers(); ++l) {
        const std::int64_t out = network.widths[l + 1];
        layers[2 * l] = layers[2 * l].view({-1, network.widths[l], out});
        layers[2 * l + 1] = layers[2 * l + 1].view({-1, 1, out});
    }
    if (network.bypass) {
        layers.back() = layers.back().detach().view({-1, network.in(), network.out()});
    }
    return layers;
}

torch::Tensor apply(const Architecture& network, const std::vector<torch::Tensor>& layers,
                    const torch::Tensor& input) {
    torch::Tensor x = input;
    for (std::size_t l = 0; l < network.layers(); ++l) {
        x = activated(network.activations[l], torch::baddbmm(layers[2 * l + 1], x, layers[2 * l]));
    }
    return network.bypass ? torch::baddbmm(x, input, layers.back()) : x;
}

torch::Tensor stepped(const Architecture& network, const std::vector<torch::Tensor>& layers,
                      const torch::Tensor& state) {
    const auto width = state.size(-1);
    const auto read = state.narrow(-1, width - network.in(), network.in());
    const auto change = apply(network, layers, read);
    if (network.out() == width) return state + change;
    return state + torch::constant_pad_nd(change, {0, width - network.out()});
}

}  // namespace lhits
