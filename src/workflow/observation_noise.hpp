// Noise on trajectories, as if they had been measured.
#pragma once

#include <cstdint>
#include <span>

#include "lhits/workflow/run.hpp"

namespace lhits {

/// Adds Gaussian noise to a solved trajectory `u`, (times, n): [trajectories] noise, of each
/// component of the state (u, v) in its units, or times its standard deviation over all its points
/// and times in this trajectory. Of a test trajectory only the first samples get it, which
/// forecasts start from; the others stay the truth. Random numbers are those of the split, the
/// trajectory and the step.
void add_observation_noise(const Run& run, Split split, std::int64_t trajectory,
                           std::span<float> u);

}  // namespace lhits
