// What an autoencoder is trained on: snapshots, shared out over the ranks of a team.
#pragma once

#include <cstdint>
#include <span>

#include "lhits/hits/sample_draws.hpp"
#include "lhits/nn/engine.hpp"
#include "lhits/nn/training.hpp"
#include "lhits/parallel/fixed_sum.hpp"

namespace lhits {

/// Mean squared reconstruction error (Eqs. 7-10, Hamid et al. 2024). A batch is cut into shards
/// whose number depends on the batch alone; the ranks of the team compute shards, and the gradient
/// is their fixed-order sum, so training has the same bits in teams of any size.
class ReconstructionObjective final : public Objective {
public:
    /// `train` and `validation` are (rows, n), scaled as the network expects, borrowed and the same
    /// on all ranks of `team`. `batch` 0 means all rows in every iteration; otherwise
    /// `draws` chooses them by number of the iteration. Borrows `team` and `engine`.
    ReconstructionObjective(const Communicator& team, Engine& engine, Architecture network,
                            std::span<const float> train, std::span<const float> validation,
                            std::int64_t batch, const SampleDraws& draws);

    /// Collective over the team.
    double loss(std::span<const float> parameters, std::int64_t iteration,
                std::span<float> gradient) override;
    /// Collective over the team.
    double validation_loss(std::span<const float> parameters) override;

    /// The number of shards of a batch: one for every 64 rows, 16 at most.
    static int shards_of(std::int64_t batch);

private:
    std::span<const float> rows_of_shard(std::int64_t iteration, int shard);

    Engine& engine_;
    Architecture network_;
    std::span<const float> train_;
    std::span<const float> validation_;
    std::int64_t batch_;
    bool all_rows_;
    SampleDraws draws_;
    FixedSum sum_;             // gradient, and the loss behind it
    FixedSum validation_sum_;  // the loss alone
    AlignedVector<float> drawn_;
};

}  // namespace lhits
