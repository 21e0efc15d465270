// A training problem as what train() minimises, shared out over the ranks of a team.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "lhits/hits/training_problem.hpp"
#include "lhits/nn/engine.hpp"
#include "lhits/nn/training.hpp"
#include "lhits/parallel/communicator.hpp"
#include "lhits/parallel/fixed_sum.hpp"

namespace lhits {

/// Batches are cut into the shards of the problem; the ranks of the team compute shards, and the
/// gradient is their fixed-order sum, so training has the same bits in teams of any size.
class SampledObjective final : public Objective {
public:
    /// Borrows `team` and `engine`, and the data of the problem, which are the same on all ranks of
    /// the team.
    SampledObjective(const Communicator& team, Engine& engine, TrainingProblem problem);

    /// Collective over the team.
    double loss(std::span<const float> parameters, std::int64_t iteration,
                std::span<float> gradient) override;
    /// Collective over the team.
    double validation_loss(std::span<const float> parameters) override;

private:
    /// Samples number begin, ... of a term's batch of `all`.
    struct Part {
        const Windows& windows;
        Share share;
        std::int64_t all;
        std::function<std::int64_t(std::int64_t)> index;  ///< of a window, by number in the batch
    };
    Samples gather(const Part& part);
    void add_noise(const LossTerm& term, std::uint64_t first, Samples& samples);
    double batch_loss(std::span<const float> parameters, std::int64_t iteration, int shard,
                      std::span<float> gradient);
    double term_loss(std::size_t number, std::span<const float> parameters, const Samples& samples,
                     std::int64_t all, double latent_scale, std::span<float> gradient);

    Engine& engine_;
    TrainingProblem problem_;
    std::vector<std::size_t> offsets_;  // of the steppers' parameters, by term
    FixedSum sum_;                      // gradient, and the loss behind it
    FixedSum validation_sum_;           // the loss alone
    AlignedVector<float> rows_;         // of one shard
    AlignedVector<float> noisy_;
    AlignedVector<float> normal_;
    std::vector<std::uint32_t> bits_;  // random ones, on their way
    Parameters own_;                   // of one term
    Parameters gradient_;              // the same
};

}  // namespace lhits
