// What reductions are given of each moment of a trajectory: see Reduction.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "lhits/base/aligned.hpp"
#include "lhits/io/trajectory_reader.hpp"
#include "lhits/workflow/run.hpp"

namespace lhits {

/// Of `samples` at successive steps, (any, n), those from `history` on: each state with those at
/// the `delays` before, and with `parameters` behind; (samples - history, n (1 + delays) +
/// parameters). `history` is at least the longest delay.
AlignedVector<float> embedded(std::span<const float> samples, std::size_t n,
                              std::span<const std::int64_t> delays, std::int64_t history,
                              std::span<const double> parameters);

/// The same of a trajectory from time 0 on, whose states then are `u`, as rows of `width`: with or
/// without the parameters. `u` itself where a state is all; else they are made in `room`, and the
/// history is read.
std::span<const float> input_rows(const TrajectoryReader& data, Split split,
                                  std::int64_t trajectory, std::span<const float> u,
                                  std::size_t width, AlignedVector<float>& room);

}  // namespace lhits
