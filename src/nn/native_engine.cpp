#include "native_engine.hpp"

#include <algorithm>
#include <functional>

#include "activations.hpp"
#include "lhits/base/columns.hpp"

namespace lhits {
namespace {

/// Rows that pass through a whole autoencoder at once, forward and back: few enough for their
/// values to stay in cache, many enough for the weights to be worth their way.
constexpr int tile_rows = 64;

/// The first `count` columns of rows of `width`: the rows themselves, or copies in `room`.
const float* first_columns(const float* rows, int number, int width, int count,
                           AlignedVector<float>& room) {
    if (count == width) return rows;
    room.resize(size_of(number, count));
    copy_columns(
        ColumnRange<const float>{{rows, size_of(number, width)}, static_cast<std::size_t>(width)},
        static_cast<std::size_t>(count), ColumnRange<float>{room, static_cast<std::size_t>(count)});
    return room.data();
}

}  // namespace

double NativeEngine::loss(const Loss& loss, std::span<const float> parameters,
                          const Samples& samples, const LossScales& scales,
                          std::span<float> gradient) {
    const bool derive = !gradient.empty();
    const int most = loss.window > 0 ? samples.count : std::min(samples.count, tile_rows);
    encoder_.prepare(loss.encoder, parameters.data(), most, derive);
    decoder_.prepare(loss.decoder, parameters.data() + loss.decoder_offset(),
                     loss.compared_rows() * most, derive);
    if (loss.window > 0) {
        steps_.prepare(loss.stepper, parameters.data() + loss.stepper_offset(), loss.dimension(),
                       {most, loss.window}, derive);
    }
    double errors = 0.0;
    double penalty = 0.0;
    for (int first = 0; first < samples.count; first += most) {
        const int count = std::min(most, samples.count - first);
        const auto place = size_of(first, loss.row_size());
        const float* rows = samples.rows.data() + place;
        const float* encoded = samples.noisy.empty() ? rows : samples.noisy.data() + place;
        const float* normal =
            samples.normal.empty() ? nullptr : samples.normal.data() + size_of(first, loss.latent);
        const LatentStage stage(loss, scales.latent, normal);
        const auto sums =
            pass(loss, stage, {rows, encoded, count, first > 0}, scales.errors, gradient);
        errors += sums.errors;
        penalty += sums.penalty;
    }
    return static_cast<double>(scales.errors) * errors + penalty;
}

NativeEngine::Sums NativeEngine::pass(const Loss& loss, const LatentStage& stage, const Tile& tile,
                                      float scale, std::span<float> gradient) {
    const auto [rows, encoded, count, add] = tile;
    const bool derive = !gradient.empty();
    const bool encodes = loss.encoder.layers() > 0;
    const bool decodes = loss.decoder.layers() > 0;
    const int d = loss.dimension();
    const int read = loss.decoder.in();
    const int n = loss.decoder.out();
    const int compared = loss.compared_rows() * count;
    const int skipped = loss.compares_start ? 0 : count;  // rows that are not compared

    const float* input = first_columns(encoded, count, loss.row_size(), loss.encoder.in(), read_);
    const float* code = encoder_.forward(input, 0, count, derive);
    latent_.resize(size_of((loss.window + 1) * count, d));
    const double penalty = stage.forward(code, encoded, count, latent_.data());
    if (loss.window > 0) steps_.forward(latent_.data());
    const float* z = latent_.data() + size_of(skipped, d);
    if (read < d || !loss.scale.empty()) {
        decoded_.resize(size_of(compared, read));
        float* to = decoded_.data();
        for (int r = 0; r < compared; ++r, z += d, to += read) {
            std::copy_n(z, read, to);
            for (std::size_t k = 0; k < loss.scale.size() && k < size_of(1, read); ++k) {
                to[k] = to[k] * loss.scale[k] + loss.offset[k];
            }
        }
        z = decoded_.data();
    }
    const float* y = decoder_.forward(z, 0, compared, derive);
    const float* target = first_columns(rows + size_of(skipped, loss.row_size()), compared,
                                        loss.row_size(), n, targets_);
    if (derive) decoded_gradient_.assign(size_of(compared, read), 0.0F);
    float* const errors = decodes ? decoder_.output_gradient(0) : decoded_gradient_.data();
    const Sums sums{squared_difference(y, target, compared * n, scale, derive ? errors : nullptr),
                    penalty};
    if (!derive) return sums;

    if (decodes) {
        decoder_.backward(0, compared, decoded_gradient_.data());
        decoder_.parameter_gradient(z, compared, gradient.data() + loss.decoder_offset(), add);
    }
    latent_gradient_.assign(latent_.size(), 0.0F);
    const float* from = decoded_gradient_.data();
    float* to = latent_gradient_.data() + size_of(skipped, d);
    for (int r = 0; r < compared; ++r, from += read, to += d) {
        for (int k = 0; k < read; ++k) {
            to[k] =
                loss.scale.empty() ? from[k] : from[k] * loss.scale[static_cast<std::size_t>(k)];
        }
    }
    if (loss.window > 0) {
        const float* through =
            steps_.backward(latent_gradient_.data() + size_of(count, d), encodes);
        steps_.parameter_gradient(latent_.data(), gradient.data() + loss.stepper_offset());
        if (encodes) {
            std::transform(through, through + size_of(count, d), latent_gradient_.begin(),
                           latent_gradient_.begin(), std::plus<>());
        }
    }
    if (encodes) {
        stage.backward(code, latent_gradient_.data(), count, encoder_.output_gradient(0));
        encoder_.backward(0, count, nullptr);
        encoder_.parameter_gradient(input, count, gradient.data(), add);
    }
    return sums;
}

void NativeEngine::evaluate(const Architecture& network, std::span<const float> parameters,
                            std::span<const float> x, int rows, std::span<float> y) {
    forward_pass_.run(network, parameters.data(), x.data(), rows, y.data());
}

}  // namespace lhits
