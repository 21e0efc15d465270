#include "lhits/nn/loss.hpp"

#include <algorithm>
#include <utility>

namespace lhits {
namespace {

/// Leaves `columns` columns as they are.
Architecture nothing(int columns) { return {{columns}, {}}; }

}  // namespace

int Loss::row_size() const { return std::max(encoder.in(), staying_from + staying); }

std::size_t Loss::parameter_count() const {
    return stepper_offset() + (window > 0 ? stepper.parameter_count() : 0);
}

Loss Loss::of_reconstruction(const AutoencoderNetwork& network) {
    return {.encoder = network.encoder,
            .decoder = network.decoder,
            .stepper = {},
            .latent = network.latent(),
            .staying = network.conditions(),
            .staying_from = network.state_size()};
}

Loss Loss::of_steps(const Architecture& stepper, int dimension, int window) {
    const int changed = stepper.out();
    return {.encoder = nothing(changed),
            .decoder = nothing(changed),
            .stepper = stepper,
            .latent = changed,
            .staying = dimension - changed,
            .staying_from = changed,
            .window = window,
            .compares_start = false};
}

Loss Loss::of_forecast(const AutoencoderNetwork& network, const Architecture& stepper, int window,
                       std::vector<float> offset, std::vector<float> scale) {
    return {.encoder = network.encoder,
            .decoder = network.decoder,
            .stepper = stepper,
            .latent = stepper.out(),
            .staying = stepper.in() - stepper.out(),
            .staying_from = network.encoder.in(),
            .window = window,
            .offset = std::move(offset),
            .scale = std::move(scale)};
}

}  // namespace lhits
