#include "lhits/nn/autoencoder_network.hpp"

#include <algorithm>

namespace lhits {

AutoencoderNetwork AutoencoderNetwork::with_hidden(int state_size,
                                                   const std::vector<std::int64_t>& hidden,
                                                   int latent, Activation activation) {
    auto reversed = hidden;
    std::reverse(reversed.begin(), reversed.end());
    return {Architecture::with_hidden(state_size, hidden, latent, activation),
            Architecture::with_hidden(latent, reversed, state_size, activation)};
}

Parameters initial_parameters(const AutoencoderNetwork& network, const RandomStream& stream) {
    auto parameters = initial_parameters(network.encoder, stream);
    const auto decoder = initial_parameters(network.decoder, stream, parameters.size());
    parameters.insert(parameters.end(), decoder.begin(), decoder.end());
    return parameters;
}

void set_principal_bypass(const AutoencoderNetwork& network, const PrincipalComponents& components,
                          Parameters& parameters) {
    const auto& [encoder, decoder] = network;
    const auto n = static_cast<std::size_t>(network.state_size());
    const auto codes = static_cast<std::size_t>(encoder.out());
    float* const encoding = parameters.data() + encoder.bypass_offset();
    float* const encoder_bias = parameters.data() + encoder.bias_offset(encoder.layers() - 1);
    float* const decoders = parameters.data() + encoder.parameter_count();
    float* const decoding = decoders + decoder.bypass_offset();
    float* const decoder_bias = decoders + decoder.bias_offset(decoder.layers() - 1);
    for (std::size_t k = 0; k < static_cast<std::size_t>(network.latent()); ++k) {
        double projected_mean = 0.0;
        for (std::size_t i = 0; i < n; ++i) {
            const float entry = components.components.at(k * n + i);
            encoding[i * codes + k] = entry;
            decoding[k * n + i] = entry;
            projected_mean +=
                static_cast<double>(entry) * static_cast<double>(components.mean.at(i));
        }
        encoder_bias[k] -= static_cast<float>(projected_mean);
    }
    for (std::size_t i = 0; i < n; ++i) decoder_bias[i] += components.mean[i];
}

}  // namespace lhits
