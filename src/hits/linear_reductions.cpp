#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "lhits/base/error.hpp"
#include "lhits/hits/records.hpp"
#include "reductions.hpp"

namespace lhits {
namespace {

/// A reduction by a projection is an autoencoder of one linear layer each way.
class Pca final : public Reduction {
public:
    Pca(Scaler centre, Architecture projection, Parameters parameters)
        : centre_(std::move(centre)),
          projection_(std::move(projection)),
          parameters_(std::move(parameters)),
          engine_(make_engine("native")) {}

    std::string kind() const override { return "pca"; }
    int latent() const override { return projection_.widths[1]; }
    int state_size() const override { return projection_.in(); }

protected:
    void encode_raw(std::span<const float> x, int rows, std::span<float> z) override {
        AlignedVector<float> centred(x.begin(), x.end());
        centre_.apply(centred);
        engine_->evaluate(projection_.part(0, 1), layer(0), centred, rows, z);
    }
    void decode_raw(std::span<const float> z, int rows, std::span<float> x) override {
        engine_->evaluate(projection_.part(1, 2), layer(1), z, rows, x);
        centre_.undo(x);
    }
    std::optional<DecoderParts> own_decoder_parts() const override {
        const auto own = layer(1);
        return DecoderParts{{}, projection_.part(1, 2), {own.begin(), own.end()}, centre_};
    }
    Record own_record() const override {
        Record record;
        record.children["network"] = network_record(projection_, parameters_);
        record.children["scaler"] = scaler_record(centre_);
        return record;
    }

private:
    std::span<const float> layer(std::size_t index) const {
        return std::span<const float>(parameters_)
            .subspan(projection_.weight_offset(index),
                     projection_.weight_offset(index + 1) - projection_.weight_offset(index));
    }

    Scaler centre_;
    Architecture projection_;
    Parameters parameters_;
    std::unique_ptr<Engine> engine_;
};

class Identity final : public Reduction {
public:
    explicit Identity(int state_size) : state_size_(state_size) {}

    std::string kind() const override { return "identity"; }
    int latent() const override { return state_size_; }
    int state_size() const override { return state_size_; }

protected:
    void encode_raw(std::span<const float> x, int, std::span<float> z) override {
        std::copy(x.begin(), x.end(), z.begin());
    }
    void decode_raw(std::span<const float> z, int, std::span<float> x) override {
        std::copy(z.begin(), z.end(), x.begin());
    }
    std::optional<DecoderParts> own_decoder_parts() const override { return DecoderParts{}; }
    Record own_record() const override {
        Record record;
        record.integers["state_size"] = state_size_;
        return record;
    }

private:
    int state_size_;
};

}  // namespace

std::unique_ptr<Reduction> make_pca(const PrincipalComponents& components, int latent) {
    const auto n = components.mean.size();
    const auto z = static_cast<std::size_t>(latent);
    const Architecture projection{{static_cast<int>(n), latent, static_cast<int>(n)},
                                  {Activation::linear, Activation::linear}};
    Parameters parameters(projection.parameter_count(), 0.0F);
    for (std::size_t k = 0; k < z; ++k) {
        for (std::size_t i = 0; i < n; ++i) {
            const float entry = components.components[k * n + i];
            parameters[i * z + k] = entry;
            parameters[projection.weight_offset(1) + k * n + i] = entry;
        }
    }
    return std::make_unique<Pca>(Scaler{components.mean, std::vector<float>(n, 1.0F)}, projection,
                                 std::move(parameters));
}

std::unique_ptr<Reduction> make_identity(int state_size) {
    return std::make_unique<Identity>(state_size);
}

std::unique_ptr<Reduction> read_pca(const Record& record) {
    const auto projection = read_architecture(record.child("network"));
    if (projection.layers() != 2 || projection.in() != projection.out()) {
        throw InputError(fmt::format(
            "expected a projection of 2 layers and one width at both ends, found {}, {} and {}",
            projection.layers(), projection.in(), projection.out()));
    }
    return std::make_unique<Pca>(read_scaler(record.child("scaler"), projection.in()), projection,
                                 read_parameters(record.child("network")));
}

std::unique_ptr<Reduction> read_identity(const Record& record) {
    const auto size = record.integer("state_size");
    if (size < 1 || size > std::numeric_limits<int>::max()) {
        throw InputError(fmt::format("expected states of 1 element or more, found {}", size));
    }
    return make_identity(static_cast<int>(size));
}

}  // namespace lhits
