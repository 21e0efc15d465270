#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "lhits/base/columns.hpp"
#include "lhits/base/error.hpp"
#include "lhits/hits/records.hpp"
#include "reductions.hpp"

namespace lhits {
namespace {

class Autoencoder final : public Reduction {
public:
    Autoencoder(std::string kind, Scaler scaler, AutoencoderNetwork network, Parameters parameters)
        : kind_(std::move(kind)),
          scaler_(std::move(scaler)),
          network_(std::move(network)),
          parameters_(std::move(parameters)),
          engine_(make_engine("native")) {}

    std::string kind() const override { return kind_; }
    int latent() const override { return network_.latent(); }
    int state_size() const override { return network_.state_size(); }
    int input_size() const override { return network_.encoder.in(); }
    int parameters() const override { return network_.conditions(); }

protected:
    void encode_raw(std::span<const float> x, int rows, std::span<float> z) override {
        AlignedVector<float> scaled(x.begin(), x.end());
        scaler_.apply(scaled);
        if (parameters() == 0) {
            engine_->evaluate(network_.encoder, encoder(), scaled, rows, z);
            return;
        }
        const auto coordinates = static_cast<std::size_t>(latent());
        const auto conditions = static_cast<std::size_t>(parameters());
        const auto n = static_cast<std::size_t>(state_size());
        AlignedVector<float> encoded(static_cast<std::size_t>(rows) * coordinates);
        engine_->evaluate(network_.encoder, encoder(), scaled, rows, encoded);
        copy_columns(ColumnRange<const float>{encoded, coordinates}, coordinates,
                     ColumnRange<float>{z, coordinates + conditions});
        copy_columns(ColumnRange<const float>{scaled, n + conditions, n}, conditions,
                     ColumnRange<float>{z, coordinates + conditions, coordinates});
    }
    void decode_raw(std::span<const float> z, int rows, std::span<float> x) override {
        engine_->evaluate(network_.decoder, decoder(), z, rows, x);
        state_scaler().undo(x);
    }
    std::optional<DecoderParts> own_decoder_parts() const override {
        const auto own = decoder();
        return DecoderParts{{}, network_.decoder, {own.begin(), own.end()}, state_scaler()};
    }
    Record own_record() const override {
        const auto parameters_of = [](std::span<const float> own) {
            return Parameters(own.begin(), own.end());
        };
        Record record;
        record.children["encoder"] = network_record(network_.encoder, parameters_of(encoder()));
        record.children["decoder"] = network_record(network_.decoder, parameters_of(decoder()));
        record.children["scaler"] = scaler_record(scaler_);
        return record;
    }

private:
    Scaler state_scaler() const {
        if (scaler_.width() == 0) return {};
        const auto n = static_cast<std::ptrdiff_t>(state_size());
        return {{scaler_.offset.begin(), scaler_.offset.begin() + n},
                {scaler_.scale.begin(), scaler_.scale.begin() + n}};
    }
    std::span<const float> encoder() const {
        return std::span<const float>(parameters_).first(network_.encoder.parameter_count());
    }
    std::span<const float> decoder() const {
        return std::span<const float>(parameters_).subspan(network_.encoder.parameter_count());
    }

    std::string kind_;
    Scaler scaler_;
    AutoencoderNetwork network_;
    Parameters parameters_;
    std::unique_ptr<Engine> engine_;
};

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

/// Of an earlier lhits: both halves as one chain.
AutoencoderNetwork halves_of(const Architecture& chain, std::int64_t encoder_layers) {
    const auto layers = static_cast<std::size_t>(encoder_layers);
    if (layers == 0 || layers >= chain.layers()) {
        throw InputError(fmt::format("expected an encoder of 1 to {} layers, found {}",
                                     chain.layers() - 1, encoder_layers));
    }
    return {chain.part(0, layers), chain.part(layers, chain.layers())};
}

void require_halves(const AutoencoderNetwork& network) {
    const auto& [encoder, decoder] = network;
    if (network.conditions() >= 0 && encoder.out() + network.conditions() == decoder.in()) return;
    throw InputError(fmt::format(
        "expected an encoder and a decoder of the same widths at both ends, found one from {} to "
        "{} and one from {} to {}",
        encoder.in(), encoder.out(), decoder.in(), decoder.out()));
}

}  // namespace

bool is_autoencoder(const std::string& kind) {
    return kind == "autoencoder" || kind == "variational" || kind == "pca-residual";
}

std::unique_ptr<Reduction> make_autoencoder(const std::string& kind, Scaler scaler,
                                            AutoencoderNetwork network, Parameters parameters) {
    if (network.variational()) keep_means(network, parameters);
    return std::make_unique<Autoencoder>(kind, std::move(scaler), std::move(network),
                                         std::move(parameters));
}

std::unique_ptr<Reduction> read_autoencoder(const std::string& kind, const Record& record) {
    AutoencoderNetwork network;
    Parameters parameters;
    if (record.children.contains("network")) {
        network =
            halves_of(read_architecture(record.child("network")), record.integer("encoder_layers"));
        parameters = read_parameters(record.child("network"));
    } else {
        network = {read_architecture(record.child("encoder")),
                   read_architecture(record.child("decoder"))};
        parameters = read_parameters(record.child("encoder"));
        const auto decoder = read_parameters(record.child("decoder"));
        parameters.insert(parameters.end(), decoder.begin(), decoder.end());
    }
    require_halves(network);
    return make_autoencoder(kind, read_scaler(record.child("scaler"), network.encoder.in()),
                            network, std::move(parameters));
}

}  // namespace lhits
