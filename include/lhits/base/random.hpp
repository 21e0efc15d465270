// Random numbers as a function of (seed, purpose, index, step), never of a rank or of an order.
#pragma once

#include <array>
#include <cstdint>
#include <span>

namespace lhits {

/// What a stream of random numbers is for; streams of different purposes never overlap.
enum class Purpose : std::uint32_t {
    initial_condition_train = 1,
    initial_condition_validation = 2,
    initial_condition_test = 3,
    weights = 4,
    batch = 5,
    initial_condition_forecast = 6,
    perturbation = 7,
    order_of_trajectories = 8,
    input_noise = 16,
    latent_noise = 17,
    observation_noise = 18,
    fine_tuning = 24,
};

/// A counter-based stream (Philox 4x32-10: Salmon et al., SC 2011). Any element can be computed at
/// any time on any rank, so results do not depend on how work is distributed.
class RandomStream {
public:
    /// `index` tells apart the trajectories, members or networks of one purpose.
    RandomStream(std::uint64_t seed, Purpose purpose, std::uint32_t index);

    Purpose purpose() const { return purpose_; }

    /// Four independent uniform 32-bit integers of this step.
    std::array<std::uint32_t, 4> bits(std::uint64_t step) const;

    /// Those of this step and the next ones, fast. Throws std::invalid_argument when there is no
    /// room for whole steps.
    void bits(std::uint64_t step, std::span<std::uint32_t> values) const;

    /// Uniform in [0, 1) with 53 random bits.
    double uniform(std::uint64_t step) const;

    /// Fills `values` with numbers of the standard normal distribution, four a step from `step` on
    /// (Box and Muller, 1958, of 32 random bits each: none is farther out than 6.7).
    void normal(std::uint64_t step, std::span<float> values) const;

    /// Uniform integer in [0, n), n >= 1 (a 64-bit draw; its bias is below n / 2^64).
    std::uint64_t below(std::uint64_t step, std::uint64_t n) const;

private:
    std::uint64_t seed_;
    Purpose purpose_;
    std::uint32_t index_;
};

}  // namespace lhits
