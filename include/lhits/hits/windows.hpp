// Samples of trajectories: windows at every offset.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>

namespace lhits {

/// Latent trajectories, (trajectories, times, dimension), row-major. Does not own its data.
struct LatentTrajectories {
    std::span<const float> values;
    std::int64_t trajectories = 0;
    std::int64_t times = 0;
    std::int64_t dimension = 0;
};

/// The windows of `window` own steps of stride `stride` in a set of trajectories: one for every
/// offset of every trajectory, none padded, none across two trajectories. With a window of 0 they
/// are the samples themselves.
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
    /// Of `taken` windows, spread evenly, the number of the i-th.
    std::int64_t spread(std::int64_t i, std::int64_t taken) const { return i * count() / taken; }
    /// Copies sample `column` of a batch of `batch` to its place in (window + 1, batch, dimension).
    void gather(std::int64_t index, std::int64_t column, std::int64_t batch, float* target) const;

private:
    LatentTrajectories data_;
    std::int64_t stride_;
    std::int64_t window_;
    std::int64_t offsets_;
};

}  // namespace lhits
