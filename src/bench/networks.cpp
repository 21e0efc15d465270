#include "networks.hpp"

#include <utility>

#include "lhits/base/random.hpp"

namespace lhits {

AutoencoderNetwork PaperNetworks::autoencoder() const {
    return AutoencoderNetwork::with_hidden(state_size, encoder_hidden, latent, Activation::relu);
}

Architecture PaperNetworks::stepper() const {
    return Architecture::with_hidden(latent, {stepper_width, stepper_width, stepper_width}, latent,
                                     Activation::relu);
}

Surrogate PaperNetworks::surrogate() const {
    const auto stream = [](std::uint32_t index) {
        return RandomStream(1, Purpose::weights, index);
    };
    const auto n = static_cast<std::size_t>(state_size);
    const auto network = autoencoder();
    Surrogate result;
    result.reduction =
        make_autoencoder("autoencoder", {std::vector<float>(n, 0.0F), std::vector<float>(n, 1.0F)},
                         network, initial_parameters(network, stream(0)));
    result.reduction->normalise_latent(bench_noise(1024 * static_cast<std::size_t>(latent)));
    for (const auto stride : strides) {
        auto parameters = initial_parameters(stepper(), stream(static_cast<std::uint32_t>(stride)));
        for (auto& weight : parameters) weight *= 0.5F;  // so that a long rollout stays finite
        result.steppers.push_back({stride, stepper(), std::move(parameters), {}});
    }
    return result;
}

const PaperNetworks& fhn_networks() {
    static const PaperNetworks networks{
        "FHN", 202, 2, {100, 100, 100}, 128, 20480, {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024}};
    return networks;
}

const PaperNetworks& ks_networks() {
    static const PaperNetworks networks{"KS",           120, 8, {120, 120, 100}, 1024, 51210,
                                        {8, 16, 32, 64}};
    return networks;
}

double forward_flops(const Architecture& network) {
    double weights = 0.0;
    for (std::size_t l = 0; l < network.layers(); ++l) {
        weights += static_cast<double>(network.widths[l]) * network.widths[l + 1];
    }
    return 2.0 * weights;
}

double training_flops(const Architecture& network, bool input_gradient) {
    const double first = 2.0 * network.widths[0] * network.widths[1];
    return 3.0 * forward_flops(network) - (input_gradient ? 0.0 : first);
}

double forward_flops(const AutoencoderNetwork& network) {
    return forward_flops(network.encoder) + forward_flops(network.decoder);
}

double training_flops(const AutoencoderNetwork& network) {
    return training_flops(network.encoder, false) + training_flops(network.decoder, true);
}

AlignedVector<float> bench_noise(std::size_t count) {
    const RandomStream stream(7, Purpose::batch, 0);
    AlignedVector<float> values(count);
    for (std::size_t i = 0; i < count; ++i) {
        values[i] = static_cast<float>(2.0 * stream.uniform(i) - 1.0);
    }
    return values;
}

}  // namespace lhits
