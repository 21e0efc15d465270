// What forecasts are held against, from the trajectories alone.
#pragma once

#include <vector>

#include "lhits/io/record.hpp"
#include "lhits/io/trajectory_reader.hpp"
#include "lhits/workflow/run.hpp"

namespace lhits {

struct Yardsticks {
    std::vector<double> persistence;  ///< errors over (trajectory, time) of the initial state kept
    std::vector<double> training_mean;  ///< of the mean of the training data
    double variance = 0.0;              ///< of the training data
    double noise = 0.0;                 ///< noise_variance() of the first training trajectories
};

/// One trajectory at a time; `model` is model.h5. Serial. Throws InputError.
Yardsticks read_yardsticks(const Run& run, const TrajectoryReader& data, const Record& model);

}  // namespace lhits
