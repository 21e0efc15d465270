// What reductions and steppers are trained on, read when it is needed and kept by each rank.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "lhits/base/aligned.hpp"
#include "lhits/hits/reduction.hpp"
#include "lhits/hits/windows.hpp"
#include "lhits/io/trajectory_reader.hpp"
#include "lhits/workflow/run.hpp"

namespace lhits {

/// All snapshots of training and validation trajectories, (rows, snapshot_size()); without their
/// phase where that is taken out. Borrows the file.
class Snapshots {
public:
    /// Serial, on any rank. Throws InputError when the trajectories cannot be used.
    Snapshots(const Run& run, const TrajectoryReader& data);

    std::span<const float> train() const { return train_.values; }
    std::span<const float> validation() const { return validation_.values; }

    /// Whether they are states as the file has them, which are mapped rather than copied.
    static bool are_states(const Run& run);

private:
    struct Rows {
        AlignedVector<float> result;  ///< where they are not mapped
        std::span<const float> values;
    };
    static Rows rows_of(const Run& run, const TrajectoryReader& data, Split split);

    Rows train_, validation_;
};

/// The trajectories of a split as `reduction` encodes them, one trajectory at a time, so that the
/// result depends neither on ranks nor on memory: (trajectories, times, latent).
AlignedVector<float> encode_trajectories(const TrajectoryReader& data, Split split,
                                         Reduction& reduction);

/// The mean squared error of the states of a split, encoded and decoded; one trajectory at a time.
double reconstruction_error(const TrajectoryReader& data, Split split, Reduction& reduction);

/// Latent trajectories of one surrogate.
struct LatentData {
    std::int64_t dimension = 0;
    std::int64_t train_times = 0;
    std::int64_t validation_times = 0;
    AlignedVector<float> train;
    AlignedVector<float> validation;

    LatentTrajectories train_view() const { return view(train, train_times); }
    LatentTrajectories validation_view() const { return view(validation, validation_times); }

private:
    LatentTrajectories view(const AlignedVector<float>& values, std::int64_t times) const {
        return {values, static_cast<std::int64_t>(values.size()) / (times * dimension), times,
                dimension};
    }
};

LatentData latent_data(const TrajectoryReader& data, Reduction& reduction);

}  // namespace lhits
