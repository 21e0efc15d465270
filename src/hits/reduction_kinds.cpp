// The kinds of reduction: a new one is a function here.
#include <utility>

#include "lhits/hits/reduction.hpp"

namespace lhits {
namespace {

/// The encoder of the means alone: its last layer, and its bypass, without the log-variances.
void keep_means(AutoencoderNetwork& network, Parameters& parameters) {
    const auto whole = network.encoder;
    const auto latent = static_cast<std::size_t>(network.latent());
    const std::size_t last = whole.layers() - 1;
    const auto begin = parameters.begin();
    const auto at = [](std::size_t place) { return static_cast<std::ptrdiff_t>(place); };
    Parameters kept(begin, begin + at(whole.weight_offset(last)));
    for (std::size_t row = whole.weight_offset(last); row < whole.parameter_count();
         row += 2 * latent) {
        kept.insert(kept.end(), begin + at(row), begin + at(row + latent));
    }
    kept.insert(kept.end(), begin + at(whole.parameter_count()), parameters.end());
    parameters = std::move(kept);
    network.encoder.widths.back() = static_cast<int>(latent);
}

}  // namespace

bool is_autoencoder(const std::string& kind) {
    return kind == "autoencoder" || kind == "variational" || kind == "pca-residual";
}

Reduction make_autoencoder(const std::string& kind, Scaler scaler, AutoencoderNetwork network,
                           Parameters parameters, const RowLayout& layout) {
    if (network.variational()) keep_means(network, parameters);
    const auto decoder =
        parameters.begin() + static_cast<std::ptrdiff_t>(network.encoder.parameter_count());
    return {kind,
            std::move(scaler),
            {network.encoder, Parameters(parameters.begin(), decoder)},
            {network.decoder, Parameters(decoder, parameters.end())},
            layout};
}

/// One linear layer each way.
Reduction make_pca(const PrincipalComponents& components, int latent, const RowLayout& layout) {
    const auto n = components.mean.size();
    const auto z = static_cast<std::size_t>(latent);
    const auto layer = [](int in, int out) {
        const Architecture shape{{in, out}, {Activation::linear}};
        return Network{shape, Parameters(shape.parameter_count(), 0.0F)};
    };
    auto encoder = layer(static_cast<int>(n), latent);
    auto decoder = layer(latent, static_cast<int>(n));
    for (std::size_t k = 0; k < z; ++k) {
        for (std::size_t i = 0; i < n; ++i) {
            const float entry = components.components[k * n + i];
            encoder.parameters[i * z + k] = entry;
            decoder.parameters[k * n + i] = entry;
        }
    }
    return {"pca",
            {components.mean, std::vector<float>(n, 1.0F)},
            std::move(encoder),
            std::move(decoder),
            layout};
}

Reduction make_identity(int state_size, const RowLayout& layout) {
    const Network nothing{{{state_size}, {}}, {}};
    return {"identity", {}, nothing, nothing, layout};
}

}  // namespace lhits
