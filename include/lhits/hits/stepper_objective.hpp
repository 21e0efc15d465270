// What a stepper is trained on: windows of latent trajectories at every offset.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "lhits/hits/sample_draws.hpp"
#include "lhits/nn/engine.hpp"
#include "lhits/nn/training.hpp"

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
/// drawn by number of the iteration; validation takes up to `validation_windows`
/// windows evenly spread over the validation trajectories.
class StepperObjective final : public Objective {
public:
    /// `engine` is borrowed. `batch` 0 means all windows, without draws.
    StepperObjective(Engine& engine, Architecture network, Windows train, Windows validation,
                     std::int64_t dimension, std::int64_t window, std::int64_t batch,
                     const SampleDraws& draws);

    double loss(std::span<const float> parameters, std::int64_t iteration,
                std::span<float> gradient) override;
    double validation_loss(std::span<const float> parameters) override;

    static constexpr std::int64_t validation_windows = 4096;

private:
    float scale_of(std::int64_t batch) const;

    Engine& engine_;
    Architecture network_;
    Windows train_;
    std::int64_t dimension_;
    std::int64_t window_;
    std::int64_t batch_;
    bool all_windows_;
    SampleDraws draws_;
    AlignedVector<float> samples_;             // (window + 1, batch, dimension)
    AlignedVector<float> validation_samples_;  // the same for validation
    std::int64_t validation_batch_ = 0;
};

}  // namespace lhits
