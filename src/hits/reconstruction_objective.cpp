#include "lhits/hits/reconstruction_objective.hpp"

#include <algorithm>
#include <utility>

#include "lhits/nn/normal_numbers.hpp"
#include "lhits/parallel/communicator.hpp"

namespace lhits {
namespace {

constexpr std::int64_t rows_per_shard = 64;
constexpr std::int64_t most_shards = 16;

std::int64_t rows_of(std::span<const float> data, const AutoencoderNetwork& network) {
    return static_cast<std::int64_t>(data.size()) / network.encoder.in();
}

/// The numbers of one row of a batch, at its own steps of the stream.
void draw_row(const RandomStream& stream, std::uint64_t row, std::span<float> values,
              std::vector<std::uint32_t>& bits) {
    const std::uint64_t steps = (values.size() + 3) / 4;
    normal_numbers(stream, row * steps, values, bits);
}

}  // namespace

int ReconstructionObjective::shards_of(std::int64_t batch) {
    return static_cast<int>(std::clamp(batch / rows_per_shard, std::int64_t{1}, most_shards));
}

ReconstructionObjective::ReconstructionObjective(const Communicator& team, Engine& engine,
                                                 AutoencoderNetwork network, Scaler scaler,
                                                 std::span<const float> train,
                                                 std::span<const float> validation,
                                                 std::int64_t batch, const SampleDraws& draws,
                                                 const Regularisation& regularisation)
    : engine_(engine),
      network_(std::move(network)),
      scaler_(std::move(scaler)),
      train_(train),
      validation_(validation),
      batch_(batch > 0 ? batch : rows_of(train, network_)),
      all_rows_(batch == 0),
      draws_(draws),
      regularisation_(regularisation),
      sum_(team, shards_of(batch_), network_.parameter_count() + 1),
      validation_sum_(team, shards_of(rows_of(validation, network_)), 1) {}

std::span<const float> ReconstructionObjective::scaled(std::span<const float> rows) {
    if (scaler_.width() == 0) return rows;
    if (rows.data() != drawn_.data()) drawn_.assign(rows.begin(), rows.end());
    scaler_.apply(drawn_);
    return drawn_;
}

std::span<const float> ReconstructionObjective::noisy(std::span<const float> rows,
                                                      std::uint64_t first_row) {
    if (regularisation_.noise == 0.0) return rows;
    const auto width = static_cast<std::size_t>(network_.encoder.in());
    const auto n = static_cast<std::size_t>(network_.state_size());
    const auto size = static_cast<float>(regularisation_.noise);
    AlignedVector<float> drawn(n);
    noisy_.assign(rows.begin(), rows.end());
    for (std::size_t r = 0; r * width < rows.size(); ++r) {
        draw_row(regularisation_.input_noise, first_row + r, drawn, bits_);
        for (std::size_t j = 0; j < n; ++j) noisy_[r * width + j] += size * drawn[j];
    }
    return noisy_;
}

ReconstructionBatch ReconstructionObjective::batch_of_shard(std::int64_t iteration, int shard) {
    const Share share = share_of(static_cast<int>(batch_), shard, sum_.shards());
    const auto width = static_cast<std::size_t>(network_.encoder.in());
    const auto count = static_cast<std::size_t>(share.count()) * width;
    const auto first = static_cast<std::uint64_t>(iteration * batch_ + share.begin);
    std::span<const float> rows;
    if (all_rows_) {
        rows = train_.subspan(static_cast<std::size_t>(share.begin) * width, count);
    } else {
        drawn_.resize(count);
        for (std::size_t i = 0; i * width < count; ++i) {
            const auto row = static_cast<std::size_t>(draws_.index(first + i));
            std::copy_n(train_.data() + row * width, width, drawn_.data() + i * width);
        }
        rows = drawn_;
    }
    const auto target = scaled(rows);
    ReconstructionBatch batch{noisy(target, first), target, share.count()};
    if (network_.variational()) {
        const auto latent = static_cast<std::size_t>(network_.latent());
        latent_noise_.resize(static_cast<std::size_t>(share.count()) * latent);
        for (std::size_t i = 0; i * latent < latent_noise_.size(); ++i) {
            draw_row(regularisation_.latent_noise, first + i,
                     std::span(latent_noise_).subspan(i * latent, latent), bits_);
        }
        batch.noise = latent_noise_;
    }
    return batch;
}

double ReconstructionObjective::loss(std::span<const float> parameters, std::int64_t iteration,
                                     std::span<float> gradient) {
    const auto mean_over = [&](int columns) { return 1.0 / static_cast<double>(batch_ * columns); };
    const auto scale = static_cast<float>(mean_over(network_.state_size()));
    const double latent = mean_over(network_.latent());
    const LatentPenalties penalties{static_cast<float>(regularisation_.sparsity * latent),
                                    static_cast<float>(regularisation_.beta * latent)};
    for (int s = sum_.first(); s < sum_.end(); ++s) {
        const auto shard = sum_.shard(s);
        const auto batch = batch_of_shard(iteration, s);
        shard.back() = static_cast<float>(engine_.reconstruction(
            network_, parameters, batch, scale, penalties, shard.first(gradient.size())));
    }
    const auto total = sum_.sum();
    std::copy_n(total.begin(), gradient.size(), gradient.begin());
    return static_cast<double>(total.back());
}

double ReconstructionObjective::validation_loss(std::span<const float> parameters) {
    const auto rows = rows_of(validation_, network_);
    const auto width = static_cast<std::size_t>(network_.encoder.in());
    const auto scale = static_cast<float>(1.0 / static_cast<double>(rows * network_.state_size()));
    for (int s = validation_sum_.first(); s < validation_sum_.end(); ++s) {
        const Share share = share_of(static_cast<int>(rows), s, validation_sum_.shards());
        const auto part =
            scaled(validation_.subspan(static_cast<std::size_t>(share.begin) * width,
                                       static_cast<std::size_t>(share.count()) * width));
        validation_sum_.shard(s).front() = static_cast<float>(engine_.reconstruction(
            network_, parameters, {part, part, share.count()}, scale, {}, {}));
    }
    return static_cast<double>(validation_sum_.sum().front());
}

}  // namespace lhits
