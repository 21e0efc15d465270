// What a stepper is trained on: windows of latent trajectories at every offset.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "lhits/hits/sample_draws.hpp"
#include "lhits/nn/engine.hpp"
#include "lhits/nn/training.hpp"
#include "lhits/parallel/communicator.hpp"
#include "lhits/parallel/fixed_sum.hpp"

namespace lhits {

/// Latent trajectories, (trajectories, times, dimension), row-major. Does not own its data.
struct LatentTrajectories {
    std::span<const float> values;
    std::int64_t trajectories = 0;
    std::int64_t times = 0;
    std::int64_t dimension = 0;
};

/// The windows of `window` own steps of stride `stride` in a set of trajectories: one for every
/// offset of every trajectory, none padded, none across two trajectories.
class Windows {
public:
    /// Throws std::invalid_argument when the trajectories are shorter than one window.
    Windows(LatentTrajectories data, std::int64_t stride, std::int64_t window);

    std::int64_t count() const { return data_.trajectories * offsets_; }
    /// Of one trajectory.
    std::int64_t offsets() const { return offsets_; }
    std::int64_t trajectories() const { return data_.trajectories; }
    std::int64_t stride() const { return stride_; }
    std::int64_t window() const { return window_; }
    /// Where window number `index` begins, counting the samples of all trajectories.
    std::int64_t first_sample(std::int64_t index) const {
        return index / offsets_ * data_.times + index % offsets_;
    }
    /// The numbers of up to `most` windows, spread evenly.
    std::vector<std::int64_t> spread(std::int64_t most) const;
    /// Copies sample `column` of a batch of `batch` to its place in (window + 1, batch, dimension).
    void gather(std::int64_t index, std::int64_t column, std::int64_t batch, float* target) const;

private:
    LatentTrajectories data_;
    std::int64_t stride_;
    std::int64_t window_;
    std::int64_t offsets_;
};

/// Mean squared error over an unrolled window (Eq. 12 and its loss, Hamid et al. 2024). Batches are
/// drawn by number of the iteration; validation takes up to `validation_windows` windows evenly
/// spread over the validation trajectories. Both are cut into shards whose number depends on theirs
/// alone; the ranks of the team compute shards, and the gradient is their fixed-order sum, so
/// training has the same bits in teams of any size.
class StepperObjective final : public Objective {
public:
    /// `batch` 0 means all windows, without draws. Borrows `team` and `engine`, and the data behind
    /// the windows, which are the same on all ranks of the team. Throws std::invalid_argument where
    /// the network reads or changes more than `dimension` columns.
    StepperObjective(const Communicator& team, Engine& engine, Architecture network, Windows train,
                     Windows validation, std::int64_t dimension, std::int64_t window,
                     std::int64_t batch, const SampleDraws& draws);

    /// Collective over the team.
    double loss(std::span<const float> parameters, std::int64_t iteration,
                std::span<float> gradient) override;
    /// Collective over the team.
    double validation_loss(std::span<const float> parameters) override;

    static constexpr std::int64_t validation_windows = 4096;

    /// The number of shards of a batch: one for every 32 windows, 16 at most. (Smaller ones cost
    /// more than a team gains: on one rank two of 16 take 5 % longer than one of 32 where networks
    /// are 128 wide, a tenth and more where they are 1024 wide.)
    static int shards_of(std::int64_t batch);

private:
    /// Copies the windows with these numbers into samples_, (window + 1, count, dimension).
    std::span<const float> gather(const Windows& windows, const Share& share,
                                  const std::function<std::int64_t(int)>& index);
    /// The part of the mean over `all` windows that `count` of them have.
    double unrolled(std::span<const float> parameters, std::span<const float> samples, int count,
                    std::int64_t all, std::span<float> gradient);

    Engine& engine_;
    Architecture network_;
    Windows train_;
    Windows validation_;
    std::int64_t dimension_;
    std::int64_t window_;
    std::int64_t batch_;
    bool all_windows_;
    SampleDraws draws_;
    std::vector<std::int64_t> validated_;  // numbers of windows
    FixedSum sum_;                         // gradient, and the loss behind it
    FixedSum validation_sum_;              // the loss alone
    AlignedVector<float> samples_;         // of one shard
};

}  // namespace lhits
