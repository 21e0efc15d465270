#include "torch_engine.hpp"

#include <torch/torch.h>

#include <algorithm>

namespace lhits {
namespace {

/// A tensor over memory that LibTorch only reads.
torch::Tensor view(std::span<const float> data, std::initializer_list<std::int64_t> shape) {
    // from_blob wants a mutable pointer; nothing writes through it.
    return torch::from_blob(const_cast<float*>(data.data()), shape);  // NOLINT
}

torch::Tensor activated(Activation activation, const torch::Tensor& x) {
    switch (activation) {
        case Activation::linear: return x;
        case Activation::relu: return torch::relu(x);
        case Activation::tanh: return torch::tanh(x);
        case Activation::silu: return torch::silu(x);
    }
    return x;
}

torch::Tensor apply(const Architecture& network, const torch::Tensor& parameters, torch::Tensor x) {
    for (std::size_t l = 0; l < network.layers(); ++l) {
        const auto weight = static_cast<std::int64_t>(network.weight_offset(l));
        const auto bias = static_cast<std::int64_t>(network.bias_offset(l));
        const std::int64_t in = network.widths[l];
        const std::int64_t out = network.widths[l + 1];
        const auto w = parameters.narrow(0, weight, in * out).view({in, out});
        const auto b = parameters.narrow(0, bias, out);
        x = activated(network.activations[l], torch::addmm(b, x, w));
    }
    return x;
}

/// Runs `loss` on a leaf of the parameters, and gives its gradient when one is wanted.
template <class Loss>
double differentiate(std::span<const float> parameters, std::span<float> gradient,
                     const Loss& loss) {
    const torch::AutoGradMode derive(!gradient.empty());
    auto leaf = view(parameters, {static_cast<std::int64_t>(parameters.size())}).clone();
    leaf.requires_grad_(!gradient.empty());
    const torch::Tensor value = loss(leaf);
    if (!gradient.empty()) {
        value.backward();
        const torch::Tensor derivative = leaf.grad().contiguous();
        std::copy_n(derivative.data_ptr<float>(), gradient.size(), gradient.data());
    }
    return value.item<double>();
}

}  // namespace

double TorchEngine::reconstruction(const Architecture& network, std::span<const float> parameters,
                                   std::span<const float> x, int rows, float scale,
                                   std::span<float> gradient) {
    const auto input = view(x, {rows, network.in()});
    return differentiate(parameters, gradient, [&](const torch::Tensor& leaf) {
        return scale * (apply(network, leaf, input) - input).square().sum();
    });
}

double TorchEngine::unrolled(const Architecture& network, std::span<const float> parameters,
                             std::span<const float> z, int batch, int window, float scale,
                             std::span<float> gradient) {
    const auto samples = view(z, {window + 1, batch, network.in()});
    return differentiate(parameters, gradient, [&](const torch::Tensor& leaf) {
        torch::Tensor state = samples[0];
        torch::Tensor sum = torch::zeros({});
        for (int k = 1; k <= window; ++k) {
            state = state + apply(network, leaf, state);
            sum = sum + (state - samples[k]).square().sum();
        }
        return scale * sum;
    });
}

void TorchEngine::evaluate(const Architecture& network, std::span<const float> parameters,
                           std::span<const float> x, int rows, std::span<float> y) {
    const torch::NoGradGuard no_gradient;
    const auto leaf = view(parameters, {static_cast<std::int64_t>(parameters.size())});
    const auto result = apply(network, leaf, view(x, {rows, network.in()})).contiguous();
    std::copy_n(result.data_ptr<float>(), result.numel(), y.data());
}

}  // namespace lhits
