#include "native_engine.hpp"

#include <algorithm>

#include "activations.hpp"
#include "columns.hpp"

namespace lhits {
namespace {

/// Rows that pass through a whole network at once, forward and back: few enough for their values
/// to stay in cache, many enough for the weights to be worth their way.
constexpr int tile_rows = 64;

}  // namespace

/// The first n columns of target (rows, width).
const float* NativeEngine::compared(const float* target, int n, int width, int rows) {
    if (n == width) return target;
    target_.resize(static_cast<std::size_t>(rows) * static_cast<std::size_t>(n));
    float* to = target_.data();
    for (int r = 0; r < rows; ++r, target += width) to = std::copy_n(target, n, to);
    return target_.data();
}

double NativeEngine::reconstruction(const AutoencoderNetwork& network,
                                    std::span<const float> parameters,
                                    const ReconstructionBatch& batch, float scale,
                                    const LatentPenalties& penalties, std::span<float> gradient) {
    const int n = network.state_size();
    const int width = network.encoder.in();
    const bool derive = !gradient.empty();
    const auto encoded = network.encoder.parameter_count();
    const int most = std::min(batch.rows, tile_rows);
    encoder_.prepare(network.encoder, parameters.data(), most, derive);
    latent_.prepare(network, penalties, most);
    decoder_.prepare(network.decoder, parameters.data() + encoded, most, derive);
    double sum = 0.0;
    double penalty = 0.0;
    for (int first = 0; first < batch.rows; first += tile_rows) {
        const int count = std::min(tile_rows, batch.rows - first);
        const auto place = static_cast<std::ptrdiff_t>(first);
        const float* input = batch.input.data() + place * width;
        const float* noise =
            batch.noise.empty() ? nullptr : batch.noise.data() + place * network.latent();
        const float* code = encoder_.forward(input, 0, count, derive);
        const float* z = latent_.forward(code, input, noise, count);
        const float* y = decoder_.forward(z, 0, count, derive);
        const float* target = compared(batch.target.data() + place * width, n, width, count);
        sum += squared_difference(y, target, count * n, scale,
                                  derive ? decoder_.output_gradient(0) : nullptr);
        penalty += latent_.penalty();
        if (!derive) continue;
        float* const code_gradient = encoder_.output_gradient(0);
        decoder_.backward(0, count, latent_.input_gradient(code_gradient, count));
        decoder_.parameter_gradient(z, count, gradient.data() + encoded, first > 0);
        latent_.backward(code_gradient, count);
        encoder_.backward(0, count, nullptr);
        encoder_.parameter_gradient(input, count, gradient.data(), first > 0);
    }
    return static_cast<double>(scale) * sum + penalty;
}

double NativeEngine::unrolled(const Architecture& network, std::span<const float> parameters,
                              std::span<const float> z, int batch, int window, float scale,
                              std::span<float> gradient) {
    const auto size = static_cast<std::ptrdiff_t>(z.size()) / (window + 1);
    const Columns columns{static_cast<int>(size / batch), network.in(), network.out()};
    const bool derive = !gradient.empty();
    steps_.prepare(network, parameters.data(), columns.width, {batch, window}, derive);
    states_.resize(z.size());
    errors_.resize(static_cast<std::size_t>(size * window));
    std::copy_n(z.data(), size, states_.data());
    steps_.forward(states_.data());
    double sum = 0.0;
    for (int k = 0; k < window; ++k) {
        const auto to = (k + 1) * size;
        sum += columns.squared_difference(states_.data() + to, z.data() + to, batch, scale,
                                          errors_.data() + k * size);
    }
    if (derive) {
        steps_.backward(errors_.data(), false);
        steps_.parameter_gradient(states_.data(), gradient.data());
    }
    return static_cast<double>(scale) * sum;
}

void NativeEngine::evaluate(const Architecture& network, std::span<const float> parameters,
                            std::span<const float> x, int rows, std::span<float> y) {
    forward_pass_.run(network, parameters.data(), x.data(), rows, y.data());
}

}  // namespace lhits
