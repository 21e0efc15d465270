// Noise in trajectories, from how they vary from one sample to the next.
#pragma once

#include <cstddef>
#include <span>

namespace lhits {

/// The variance of white noise in a trajectory of `times` states of `n` numbers, mean over these; 0
/// where it looks smooth in time, not a number where it is too short to tell. Something as fast as
/// the samples looks like noise.
double noise_variance(std::span<const float> u, std::size_t times, std::size_t n);

}  // namespace lhits
