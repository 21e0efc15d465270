#include "losses.hpp"

#include <torch/torch.h>

#include <algorithm>
#include <vector>

#include "dense.hpp"

namespace lhits {
namespace {

using torch::Tensor;

void add(Tensor& sum, const Tensor& more) { sum = sum.defined() ? sum + more : more; }

/// Latent coordinates from what the encoder makes; adds the penalties to `losses`.
Tensor coordinates_of(const Loss& loss, const Tensor& code, const TensorSamples& samples,
                      double latent_scale, Tensor& losses) {
    const auto mean = code.narrow(-1, 0, loss.latent);
    const double sparsity = loss.penalties.sparsity * latent_scale;
    if (sparsity > 0.0) add(losses, sparsity * mean.abs().sum({1, 2}));
    if (!loss.variational()) return mean;
    const auto log_variance = code.narrow(-1, loss.latent, loss.latent);
    const auto divergence = mean.square() + log_variance.exp() - 1 - log_variance;
    add(losses, 0.5 * loss.penalties.divergence * latent_scale * divergence.sum({1, 2}));
    return samples.normal.defined() ? mean + (log_variance / 2).exp() * samples.normal : mean;
}

}  // namespace

Tensor losses_of(const Loss& loss, const Tensor& parameters, const TensorSamples& samples,
                 double latent_scale, std::span<const std::int64_t> windows) {
    const auto size = [](std::size_t count) { return static_cast<std::int64_t>(count); };
    const auto of_network = [&](const Architecture& network, std::size_t first) {
        if (network.layers() == 0) return std::vector<Tensor>{};
        return layers_of(network,
                         parameters.narrow(1, size(first), size(network.parameter_count())));
    };
    const auto encoding = of_network(loss.encoder, 0);
    auto decoding = of_network(loss.decoder, loss.decoder_offset());
    auto stepping = of_network(loss.stepper, loss.stepper_offset());
    const auto normalised = !loss.scale.empty();
    const auto constants = [&](const std::vector<float>& values) {
        return view(values, {loss.dimension()}).to(parameters.device());
    };
    const Tensor offset = normalised ? constants(loss.offset) : Tensor();
    const Tensor scale = normalised ? constants(loss.scale) : Tensor();

    Tensor losses;
    const auto encoded = samples.noisy.defined() ? samples.noisy : samples.rows[0];
    const auto code = apply(loss.encoder, encoding, encoded.narrow(-1, 0, loss.encoder.in()));
    Tensor z = coordinates_of(loss, code, samples, latent_scale, losses);
    if (normalised) {
        z = (z - offset.narrow(0, 0, loss.latent)) / scale.narrow(0, 0, loss.latent);
    }
    if (loss.staying > 0) {
        z = torch::cat({z, encoded.narrow(-1, loss.staying_from, loss.staying)}, -1);
    }
    const auto all = size(windows.size());
    for (std::int64_t k = 0; k < samples.rows.size(0); ++k) {
        // Windows fall: those that go on are the first ones.
        const auto running = std::count_if(windows.begin(), windows.end(),
                                           [k](std::int64_t window) { return window >= k; });
        if (running < z.size(0)) {
            z = z.narrow(0, 0, running);
            for (auto* layers : {&stepping, &decoding}) {
                for (auto& layer : *layers) layer = layer.narrow(0, 0, running);
            }
        }
        if (k > 0) z = stepped(loss.stepper, stepping, z);
        if (k == 0 && !loss.compares_start) continue;
        const auto read = (normalised ? z * scale + offset : z).narrow(-1, 0, loss.decoder.in());
        const auto error = apply(loss.decoder, decoding, read) -
                           samples.rows[k].narrow(0, 0, running).narrow(-1, 0, loss.decoder.out());
        const auto sum = (error.square() * samples.weights.narrow(0, 0, running)).sum({1, 2});
        add(losses, running < all ? torch::constant_pad_nd(sum, {0, all - running}) : sum);
    }
    return losses;
}

}  // namespace lhits
