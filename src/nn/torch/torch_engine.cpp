#include "torch_engine.hpp"

#include <torch/torch.h>

#include <algorithm>

#include "dense.hpp"

namespace lhits {
namespace {

/// Runs `loss` on a leaf of the parameters, (1, P), and gives its gradient when one is wanted.
template <class Loss>
double differentiate(std::span<const float> parameters, std::span<float> gradient,
                     const Loss& loss) {
    const torch::AutoGradMode derive(!gradient.empty());
    auto leaf = view(parameters, {1, static_cast<std::int64_t>(parameters.size())}).clone();
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
    const auto input = view(x, {1, rows, network.in()});
    return differentiate(parameters, gradient, [&](const torch::Tensor& leaf) {
        return scale * (apply(network, layers_of(network, leaf), input) - input).square().sum();
    });
}

double TorchEngine::unrolled(const Architecture& network, std::span<const float> parameters,
                             std::span<const float> z, int batch, int window, float scale,
                             std::span<float> gradient) {
    const auto width = static_cast<std::int64_t>(z.size()) / ((window + 1) * batch);
    const auto samples = view(z, {window + 1, 1, batch, width});
    return differentiate(parameters, gradient, [&](const torch::Tensor& leaf) {
        const auto layers = layers_of(network, leaf);
        torch::Tensor state = samples[0];
        torch::Tensor sum = torch::zeros({});
        for (int k = 1; k <= window; ++k) {
            state = stepped(network, layers, state);
            const auto error = state - samples[k];
            sum = sum + error.narrow(-1, 0, network.out()).square().sum();
        }
        return scale * sum;
    });
}

void TorchEngine::evaluate(const Architecture& network, std::span<const float> parameters,
                           std::span<const float> x, int rows, std::span<float> y) {
    const torch::NoGradGuard no_gradient;
    const auto layers =
        layers_of(network, view(parameters, {1, static_cast<std::int64_t>(parameters.size())}));
    const auto result = apply(network, layers, view(x, {1, rows, network.in()})).contiguous();
    std::copy_n(result.data_ptr<float>(), result.numel(), y.data());
}

}  // namespace lhits
