// What an autoencoder is trained on: snapshots, shared out over the ranks of a team.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "lhits/base/random.hpp"
#include "lhits/hits/sample_draws.hpp"
#include "lhits/hits/scaler.hpp"
#include "lhits/nn/engine.hpp"
#include "lhits/nn/training.hpp"
#include "lhits/parallel/fixed_sum.hpp"

namespace lhits {

/// What the training of an autoencoder has beside the reconstruction error. Random numbers are
/// those of an iteration, a row of its batch and a coordinate.
struct Regularisation {
    /// Standard deviation of the noise that is added to what is encoded, in scaled units (a
    /// denoising autoencoder: Vincent et al., ICML 2008).
    double noise = 0.0;
    double sparsity = 0.0;  ///< weight of the mean of |z| over rows and coordinates
    /// Weight of the mean Kullback-Leibler divergence over rows and coordinates, for a variational
    /// autoencoder (Kingma and Welling, arXiv 1312.6114; Higgins et al., ICLR 2017).
    double beta = 0.0;
    RandomStream input_noise{0, Purpose::input_noise, 0};
    RandomStream latent_noise{0, Purpose::latent_noise, 0};
};

/// Mean squared reconstruction error (Eqs. 7-10, Hamid et al. 2024), and what regularises. A batch
/// is cut into shards whose number depends on the batch alone; the ranks of the team compute
/// shards, and the gradient is their fixed-order sum, so training has the same bits in teams of any
/// size. Validation is the reconstruction error alone, without noise.
class ReconstructionObjective final : public Objective {
public:
    /// `train` and `validation` are (rows, n + p), not scaled yet, borrowed and the same on all
    /// ranks of `team`; `scaler` is for n + p columns, or for none. `batch` 0 means all rows in
    /// every iteration; otherwise `draws` chooses them by number of the iteration. Borrows `team`
    /// and `engine`.
    ReconstructionObjective(const Communicator& team, Engine& engine, AutoencoderNetwork network,
                            Scaler scaler, std::span<const float> train,
                            std::span<const float> validation, std::int64_t batch,
                            const SampleDraws& draws, const Regularisation& regularisation = {});

    /// Collective over the team.
    double loss(std::span<const float> parameters, std::int64_t iteration,
                std::span<float> gradient) override;
    /// Collective over the team.
    double validation_loss(std::span<const float> parameters) override;

    /// The number of shards of a batch: one for every 64 rows, 16 at most.
    static int shards_of(std::int64_t batch);

private:
    ReconstructionBatch batch_of_shard(std::int64_t iteration, int shard);
    std::span<const float> scaled(std::span<const float> rows);
    std::span<const float> noisy(std::span<const float> rows, std::uint64_t first_row);

    Engine& engine_;
    AutoencoderNetwork network_;
    Scaler scaler_;
    std::span<const float> train_;
    std::span<const float> validation_;
    std::int64_t batch_;
    bool all_rows_;
    SampleDraws draws_;
    Regularisation regularisation_;
    FixedSum sum_;                // gradient, and the loss behind it
    FixedSum validation_sum_;     // the loss alone
    AlignedVector<float> drawn_;  // (rows, n + p) of a shard
    AlignedVector<float> noisy_;  // the same
    AlignedVector<float> latent_noise_;
    std::vector<std::uint32_t> bits_;  // random ones, on their way
};

}  // namespace lhits
