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

double TorchEngine::reconstruction(const AutoencoderNetwork& network,
                                   std::span<const float> parameters,
                                   const ReconstructionBatch& batch, float scale,
                                   const LatentPenalties& penalties, std::span<float> gradient) {
    const auto n = network.state_size();
    const auto latent = network.latent();
    const auto encoded = static_cast<std::int64_t>(network.encoder.parameter_count());
    const auto input = view(batch.input, {1, batch.rows, network.encoder.in()});
    const auto target = view(batch.target, {1, batch.rows, network.encoder.in()}).narrow(2, 0, n);
    return differentiate(parameters, gradient, [&](const torch::Tensor& leaf) {
        const auto encoder = layers_of(network.encoder, leaf.narrow(1, 0, encoded));
        const auto decoder =
            layers_of(network.decoder, leaf.narrow(1, encoded, leaf.size(1) - encoded));
        const auto code = apply(network.encoder, encoder, input);
        const auto mean = code.narrow(2, 0, latent);
        torch::Tensor z = mean;
        torch::Tensor penalty = penalties.sparsity * mean.abs().sum();
        if (network.variational()) {
            const auto log_variance = code.narrow(2, latent, latent);
            const auto divergence = mean.square() + log_variance.exp() - 1 - log_variance;
            penalty = penalty + penalties.divergence * 0.5 * divergence.sum();
            if (!batch.noise.empty()) {
                z = z + (log_variance / 2).exp() * view(batch.noise, {1, batch.rows, latent});
            }
        }
        z = torch::cat({z, input.narrow(2, n, network.conditions())}, 2);
        return scale * (apply(network.decoder, decoder, z) - target).square().sum() + penalty;
    });
}

double TorchEngine::unrolled(const Architecture& network, std::span<const float> parameters,
                             std::span<const float> z, int batch, int window, float scale,
                             std::span<float> gradient) {
    const auto rows = (std::int64_t{window} + 1) * batch;
    const auto width = static_cast<std::int64_t>(z.size()) / rows;
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

double TorchEngine::decoded_forecast(const ForecastNetwork& network,
                                     std::span<const float> parameters, std::span<const float> rows,
                                     int batch, int window, float scale,
                                     std::span<float> gradient) {
    const auto& encoder = network.autoencoder.encoder;
    const auto& decoder = network.autoencoder.decoder;
    const std::int64_t d = network.dimension();
    const std::int64_t z = network.stepper.out();
    const auto all = view(rows, {window + 1, 1, batch, network.row_size()});
    const auto offset = view(network.offset, {d});
    const auto deviation = view(network.scale, {d});
    const std::vector<std::int64_t> sizes{
        static_cast<std::int64_t>(encoder.parameter_count()),
        static_cast<std::int64_t>(decoder.parameter_count()),
        static_cast<std::int64_t>(network.stepper.parameter_count())};
    return differentiate(parameters, gradient, [&](const torch::Tensor& leaf) {
        const auto parts = leaf.split_with_sizes(sizes, 1);
        const auto decoding = layers_of(decoder, parts[1]);
        const auto stepping = layers_of(network.stepper, parts[2]);
        const auto code =
            apply(encoder, layers_of(encoder, parts[0]), all[0].narrow(2, 0, encoder.in()));
        torch::Tensor state =
            torch::cat({(code - offset.narrow(0, 0, z)) / deviation.narrow(0, 0, z),
                        all[0].narrow(2, encoder.in(), d - z)},
                       2);
        torch::Tensor sum = torch::zeros({});
        for (int k = 0; k <= window; ++k) {
            if (k > 0) state = stepped(network.stepper, stepping, state);
            const auto raw = (state * deviation + offset).narrow(2, 0, decoder.in());
            const auto error = apply(decoder, decoding, raw) - all[k].narrow(2, 0, decoder.out());
            sum = sum + error.square().sum();
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
