#include "torch_engine.hpp"

#include <torch/torch.h>

#include <algorithm>

#include "dense.hpp"
#include "losses.hpp"

namespace lhits {
double TorchEngine::loss(const Loss& loss, std::span<const float> parameters,
                         const Samples& samples, const LossScales& scales,
                         std::span<float> gradient) {
    const std::int64_t rows = samples.count;
    const auto matrix = [&](std::span<const float> values, std::int64_t width) {
        return values.empty() ? torch::Tensor() : view(values, {1, rows, width});
    };
    const std::int64_t window = loss.window;
    const TensorSamples tensors{view(samples.rows, {window + 1, 1, rows, loss.row_size()}),
                                torch::full({1, 1, 1}, scales.errors),
                                matrix(samples.noisy, loss.row_size()),
                                matrix(samples.normal, loss.latent)};
    const torch::AutoGradMode derive(!gradient.empty());
    auto leaf = view(parameters, {1, static_cast<std::int64_t>(parameters.size())}).clone();
    leaf.requires_grad_(!gradient.empty());
    const auto value = losses_of(loss, leaf, tensors, scales.latent, {&window, 1}).sum();
    if (!gradient.empty()) {
        value.backward();
        const torch::Tensor derivative = leaf.grad().contiguous();
        std::copy_n(derivative.data_ptr<float>(), gradient.size(), gradient.data());
    }
    return value.item<double>();
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
