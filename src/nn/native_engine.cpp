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
    target_.resize(static_cast<std::size_t>(rows * n));
    for (int r = 0; r < rows; ++r, target += width) std::copy_n(target, n, target_.data() + r * n);
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
    const auto read = static_cast<std::ptrdiff_t>(batch) * network.in();
    const bool derive = !gradient.empty();
    tape_.prepare(network, parameters.data(), derive ? batch * window : batch, derive);
    states_.resize(static_cast<std::size_t>(size * (window + 1)));
    errors_.resize(static_cast<std::size_t>(size * window));
    if (!columns.reads_all()) inputs_.resize(static_cast<std::size_t>(read * window));
    std::copy_n(z.data(), size, states_.data());
    double sum = 0.0;
    for (int k = 0; k < window; ++k) {
        const float* from = states_.data() + k * size;
        float* to = states_.data() + (k + 1) * size;
        const float* input = from;
        if (!columns.reads_all()) {
            input = inputs_.data() + k * read;
            columns.gather_read(from, batch, inputs_.data() + k * read);
        }
        const float* step = tape_.forward(input, derive ? k * batch : 0, batch, derive);
        columns.add_change(from, step, batch, to);
        sum += columns.squared_difference(to, z.data() + (k + 1) * size, batch, scale,
                                          errors_.data() + k * size);
    }
    if (derive) {
        // d loss / d z_{k+1} flows both through the network and straight along the residual.
        state_gradient_.assign(static_cast<std::size_t>(size), 0.0F);
        for (int k = window - 1; k >= 0; --k) {
            const float* error = errors_.data() + k * size;
            std::transform(state_gradient_.begin(), state_gradient_.end(), error,
                           state_gradient_.begin(), std::plus<>());
            columns.gather_changed(state_gradient_.data(), batch, tape_.output_gradient(k * batch));
            if (k == 0 || columns.reads_all()) {
                tape_.backward(k * batch, batch, k > 0 ? state_gradient_.data() : nullptr);
                continue;
            }
            input_gradient_.assign(static_cast<std::size_t>(read), 0.0F);
            tape_.backward(k * batch, batch, input_gradient_.data());
            columns.add_read(input_gradient_.data(), batch, state_gradient_.data());
        }
        tape_.parameter_gradient(columns.reads_all() ? states_.data() : inputs_.data(),
                                 batch * window, gradient.data(), false);
    }
    return static_cast<double>(scale) * sum;
}

void NativeEngine::evaluate(const Architecture& network, std::span<const float> parameters,
                            std::span<const float> x, int rows, std::span<float> y) {
    forward_pass_.run(network, parameters.data(), x.data(), rows, y.data());
}

}  // namespace lhits
