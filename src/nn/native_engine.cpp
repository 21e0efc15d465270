#include "native_engine.hpp"

#include <algorithm>

#include "activations.hpp"

namespace lhits {
namespace {

/// Rows that pass through a whole network at once, forward and back: few enough for their values
/// to stay in cache, many enough for the weights to be worth their way.
constexpr int tile_rows = 64;

}  // namespace

double NativeEngine::reconstruction(const Architecture& network, std::span<const float> parameters,
                                    std::span<const float> x, int rows, float scale,
                                    std::span<float> gradient) {
    const int n = network.in();
    const bool derive = !gradient.empty();
    tape_.prepare(network, parameters.data(), std::min(rows, tile_rows), derive);
    double sum = 0.0;
    for (int first = 0; first < rows; first += tile_rows) {
        const int count = std::min(tile_rows, rows - first);
        const float* tile = x.data() + static_cast<std::ptrdiff_t>(first) * n;
        const float* y = tape_.forward(tile, 0, count, derive);
        sum += squared_difference(y, tile, count * n, scale,
                                  derive ? tape_.output_gradient(0) : nullptr);
        if (!derive) continue;
        tape_.backward(0, count, nullptr);
        tape_.parameter_gradient(tile, count, gradient.data(), first > 0);
    }
    return static_cast<double>(scale) * sum;
}

double NativeEngine::unrolled(const Architecture& network, std::span<const float> parameters,
                              std::span<const float> z, int batch, int window, float scale,
                              std::span<float> gradient) {
    const std::ptrdiff_t size = static_cast<std::ptrdiff_t>(batch) * network.in();
    const bool derive = !gradient.empty();
    tape_.prepare(network, parameters.data(), derive ? batch * window : batch, derive);
    states_.resize(static_cast<std::size_t>(size * (window + 1)));
    errors_.resize(static_cast<std::size_t>(size * window));
    std::copy_n(z.data(), size, states_.data());
    double sum = 0.0;
    for (int k = 0; k < window; ++k) {
        const float* from = states_.data() + k * size;
        float* to = states_.data() + (k + 1) * size;
        const float* step = tape_.forward(from, derive ? k * batch : 0, batch, derive);
        std::transform(from, from + size, step, to, std::plus<>());
        sum += squared_difference(to, z.data() + (k + 1) * size, static_cast<int>(size), scale,
                                  errors_.data() + k * size);
    }
    if (derive) {
        // d loss / d z_{k+1} flows both through the network and straight along the residual.
        state_gradient_.assign(static_cast<std::size_t>(size), 0.0F);
        for (int k = window - 1; k >= 0; --k) {
            const float* error = errors_.data() + k * size;
            std::transform(state_gradient_.begin(), state_gradient_.end(), error,
                           state_gradient_.begin(), std::plus<>());
            std::copy_n(state_gradient_.data(), size, tape_.output_gradient(k * batch));
            tape_.backward(k * batch, batch, k > 0 ? state_gradient_.data() : nullptr);
        }
        tape_.parameter_gradient(states_.data(), batch * window, gradient.data(), false);
    }
    return static_cast<double>(scale) * sum;
}

void NativeEngine::evaluate(const Architecture& network, std::span<const float> parameters,
                            std::span<const float> x, int rows, std::span<float> y) {
    forward_pass_.run(network, parameters.data(), x.data(), rows, y.data());
}

}  // namespace lhits
