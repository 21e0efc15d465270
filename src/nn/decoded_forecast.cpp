#include "decoded_forecast.hpp"

#include "activations.hpp"
#include "lhits/base/columns.hpp"

namespace lhits {
namespace {

std::size_t elements(int rows, int columns) {
    return static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns);
}

/// The first `count` columns of rows of `width`.
void gather(std::span<const float> rows, int width, int count, AlignedVector<float>& to) {
    const auto columns = static_cast<std::size_t>(count);
    to.resize(rows.size() / static_cast<std::size_t>(width) * columns);
    copy_columns(ColumnRange<const float>{rows, static_cast<std::size_t>(width)}, columns,
                 ColumnRange<float>{to, columns});
}

}  // namespace

/// The first latent rows, from what the encoder gave and from what stays.
void DecodedForecast::start_rows(const ForecastNetwork& network, const float* code,
                                 const float* rows, int batch) {
    const int z = network.stepper.out();
    const int d = network.dimension();
    float* to = latent_.data();
    for (int r = 0; r < batch; ++r, rows += network.row_size(), code += z) {
        for (int k = 0; k < z; ++k) {
            const auto i = static_cast<std::size_t>(k);
            *to++ = (code[k] - network.offset[i]) / network.scale[i];
        }
        to = std::copy_n(rows + network.autoencoder.encoder.in(), d - z, to);
    }
}

double DecodedForecast::loss(const ForecastNetwork& network, std::span<const float> parameters,
                             std::span<const float> rows, Unrolled size, float scale,
                             std::span<float> gradient) {
    const auto& [encoder, decoder] = network.autoencoder;
    const auto [batch, window] = size;
    const bool derive = !gradient.empty();
    const int n = decoder.out();
    const int d = network.dimension();
    const int z = network.stepper.out();
    const int all = (window + 1) * batch;
    const std::size_t decoders = encoder.parameter_count();
    const std::size_t steppers = decoders + decoder.parameter_count();
    encoder_.prepare(encoder, parameters.data(), batch, derive);
    decoder_.prepare(decoder, parameters.data() + decoders, all, derive);
    steps_.prepare(network.stepper, parameters.data() + steppers, d, size, derive);

    gather(rows.first(elements(batch, network.row_size())), network.row_size(), encoder.in(),
           inputs_);
    gather(rows, network.row_size(), n, targets_);
    latent_.resize(elements(all, d));
    start_rows(network, encoder_.forward(inputs_.data(), 0, batch, derive), rows.data(), batch);
    steps_.forward(latent_.data());
    gather(latent_, d, decoder.in(), decoded_);
    const auto read = static_cast<std::size_t>(decoder.in());
    for (std::size_t i = 0; i < decoded_.size(); ++i) {
        decoded_[i] = decoded_[i] * network.scale[i % read] + network.offset[i % read];
    }
    const float* y = decoder_.forward(decoded_.data(), 0, all, derive);
    const double sum = squared_difference(y, targets_.data(), all * n, scale,
                                          derive ? decoder_.output_gradient(0) : nullptr);
    if (!derive) return static_cast<double>(scale) * sum;

    decoded_gradient_.assign(decoded_.size(), 0.0F);
    decoder_.backward(0, all, decoded_gradient_.data());
    decoder_.parameter_gradient(decoded_.data(), all, gradient.data() + decoders, false);
    latent_gradient_.assign(latent_.size(), 0.0F);
    const auto width = static_cast<std::size_t>(d);
    for (std::size_t i = 0; i < decoded_.size(); ++i) {
        latent_gradient_[i / read * width + i % read] =
            decoded_gradient_[i] * network.scale[i % read];
    }
    const float* through =
        steps_.backward(latent_gradient_.data() + static_cast<std::ptrdiff_t>(batch) * d, true);
    steps_.parameter_gradient(latent_.data(), gradient.data() + steppers);
    float* code_gradient = encoder_.output_gradient(0);
    for (int r = 0; r < batch; ++r) {
        for (int k = 0; k < z; ++k) {
            const auto i = static_cast<std::size_t>(r) * static_cast<std::size_t>(d) +
                           static_cast<std::size_t>(k);
            *code_gradient++ =
                (latent_gradient_[i] + through[i]) / network.scale[static_cast<std::size_t>(k)];
        }
    }
    encoder_.backward(0, batch, nullptr);
    encoder_.parameter_gradient(inputs_.data(), batch, gradient.data(), false);
    return static_cast<double>(scale) * sum;
}

}  // namespace lhits
