#include "native_engine.hpp"

#include <algorithm>

#include "activations.hpp"

namespace lhits {
namespace {

/// Rows that pass through a whole network at once: few enough for the activations to stay in cache.
constexpr int tile_rows = 512;

}  // namespace

double NativeEngine::reconstruction(const Architecture& network, std::span<const float> parameters,
                                    std::span<const float> x, int rows, float scale,
                                    std::span<float> gradient) {
    const int n = network.in();
    const bool derive = !gradient.empty();
    tape_.prepare(network, std::min(rows, tile_rows));
    double sum = 0.0;
    for (int first = 0; first < rows; first += tile_rows) {
        const int count = std::min(tile_rows, rows - first);
        const float* tile = x.data() + static_cast<std::ptrdiff_t>(first) * n;
        std::copy_n(tile, static_cast<std::ptrdiff_t>(count) * n, tape_.input(0));
        const float* y = tape_.forward(parameters.data(), 0, count, derive);
        sum += squared_difference(y, tile, count * n, scale,
                                  derive ? tape_.output_gradient(0) : nullptr);
        if (!derive) continue;
        tape_.backward(parameters.data(), 0, count, nullptr);
        tape_.add_parameter_gradient(count, gradient.data());
    }
    return static_cast<double>(scale) * sum;
}

double NativeEngine::unrolled(const Architecture& network, std::span<const float> parameters,
                              std::span<const float> z, int batch, int window, float scale,
                              std::span<float> gradient) {
    const int d = network.in();
    const int size = batch * d;
    const bool derive = !gradient.empty();
    tape_.prepare(network, batch * window);
    state_.assign(z.begin(), z.begin() + size);
    errors_.resize(static_cast<std::size_t>(size) * static_cast<std::size_t>(window));
    double sum = 0.0;
    for (int k = 0; k < window; ++k) {
        std::copy_n(state_.data(), size, tape_.input(k * batch));
        const float* step = tape_.forward(parameters.data(), k * batch, batch, derive);
        for (int i = 0; i < size; ++i) state_[static_cast<std::size_t>(i)] += step[i];
        const std::ptrdiff_t target = static_cast<std::ptrdiff_t>(k + 1) * size;
        sum += squared_difference(state_.data(), z.data() + target, size, scale,
                                  errors_.data() + static_cast<std::ptrdiff_t>(k) * size);
    }
    if (derive) {
        // d loss / d z_{k+1} flows both through the network and straight along the residual.
        state_gradient_.assign(static_cast<std::size_t>(size), 0.0F);
        for (int k = window - 1; k >= 0; --k) {
            const float* error = errors_.data() + static_cast<std::ptrdiff_t>(k) * size;
            for (int i = 0; i < size; ++i) state_gradient_[static_cast<std::size_t>(i)] += error[i];
            std::copy_n(state_gradient_.data(), size, tape_.output_gradient(k * batch));
            tape_.backward(parameters.data(), k * batch, batch,
                           k > 0 ? state_gradient_.data() : nullptr);
        }
        tape_.add_parameter_gradient(batch * window, gradient.data());
    }
    return static_cast<double>(scale) * sum;
}

void NativeEngine::evaluate(const Architecture& network, std::span<const float> parameters,
                            std::span<const float> x, int rows, std::span<float> y) {
    tape_.prepare(network, std::min(rows, tile_rows));
    for (int first = 0; first < rows; first += tile_rows) {
        const int count = std::min(tile_rows, rows - first);
        const auto in = static_cast<std::ptrdiff_t>(network.in());
        const auto out = static_cast<std::ptrdiff_t>(network.out());
        std::copy_n(x.data() + first * in, count * in, tape_.input(0));
        std::copy_n(tape_.forward(parameters.data(), 0, count, false), count * out,
                    y.data() + first * out);
    }
}

}  // namespace lhits
