// The dataset with the trajectories of a split.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "hdf5_data.hpp"
#include "lhits/io/trajectory_file.hpp"

namespace lhits {

/// (trajectory, time, state). Throws hdf5::Problem.
hdf5::Handle open_trajectories(const std::string& path, Split split);

/// Of u of a split.
std::string dataset_name(Split split);

/// Of trajectories from number `first` on, (any number, times, state_size). Throws hdf5::Problem
/// when one of the values is not finite.
void require_finite(std::span<const float> values, const std::string& dataset, std::int64_t first,
                    std::size_t times, std::size_t state_size);

}  // namespace lhits
