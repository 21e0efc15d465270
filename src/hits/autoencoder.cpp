#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "lhits/base/error.hpp"
#include "lhits/hits/records.hpp"
#include "reductions.hpp"

namespace lhits {
namespace {

class Autoencoder final : public Reduction {
public:
    Autoencoder(Scaler scaler, Architecture network, std::size_t encoder_layers,
                Parameters parameters)
        : scaler_(std::move(scaler)),
          network_(std::move(network)),
          encoder_layers_(encoder_layers),
          parameters_(std::move(parameters)),
          encoder_(network_.part(0, encoder_layers)),
          decoder_(network_.part(encoder_layers, network_.layers())),
          engine_(make_engine("native")) {}

    std::string kind() const override { return "autoencoder"; }
    int latent() const override { return encoder_.out(); }
    int state_size() const override { return network_.in(); }

protected:
    void encode_raw(std::span<const float> x, int rows, std::span<float> z) override {
        AlignedVector<float> scaled(x.begin(), x.end());
        scaler_.apply(scaled);
        const std::span<const float> all(parameters_);
        engine_->evaluate(encoder_, all.first(encoder_.parameter_count()), scaled, rows, z);
    }
    void decode_raw(std::span<const float> z, int rows, std::span<float> x) override {
        const std::span<const float> all(parameters_);
        engine_->evaluate(decoder_, all.subspan(encoder_.parameter_count()), z, rows, x);
        scaler_.undo(x);
    }
    Record own_record() const override {
        Record record;
        record.integers["encoder_layers"] = static_cast<std::int64_t>(encoder_layers_);
        record.children["network"] = network_record(network_, parameters_);
        record.children["scaler"] = scaler_record(scaler_);
        return record;
    }

private:
    Scaler scaler_;
    Architecture network_;
    std::size_t encoder_layers_;
    Parameters parameters_;
    Architecture encoder_;
    Architecture decoder_;
    std::unique_ptr<Engine> engine_;
};

}  // namespace

Architecture autoencoder_network(int state_size, const std::vector<std::int64_t>& hidden,
                                 int latent, Activation activation) {
    auto reversed = hidden;
    std::reverse(reversed.begin(), reversed.end());
    return Architecture::with_hidden(state_size, hidden, latent, activation)
        .then(Architecture::with_hidden(latent, reversed, state_size, activation));
}

std::unique_ptr<Reduction> make_autoencoder(Scaler scaler, Architecture network,
                                            std::size_t encoder_layers, Parameters parameters) {
    return std::make_unique<Autoencoder>(std::move(scaler), std::move(network), encoder_layers,
                                         std::move(parameters));
}

std::unique_ptr<Reduction> read_autoencoder(const Record& record) {
    const auto network = read_architecture(record.child("network"));
    const auto encoder = record.integer("encoder_layers");
    const auto encoder_layers = static_cast<std::size_t>(encoder);
    if (network.in() != network.out()) {
        throw InputError(
            fmt::format("expected an autoencoder of one width at both ends, found {} and {}",
                        network.in(), network.out()));
    }
    if (encoder_layers == 0 || encoder_layers >= network.layers()) {
        throw InputError(fmt::format("expected an encoder of 1 to {} layers, found {}",
                                     network.layers() - 1, encoder));
    }
    return make_autoencoder(read_scaler(record.child("scaler"), network.in()), network,
                            encoder_layers, read_parameters(record.child("network")));
}

}  // namespace lhits
