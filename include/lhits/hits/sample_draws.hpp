// Which samples a mini-batch takes from trajectories.
#pragma once

#include <cstdint>

#include "lhits/base/random.hpp"

namespace lhits {

/// Draws, with replacement, from trajectories of `starts` samples each. Most trajectories spend
/// most of their time where they settle; a share of the draws can therefore be spread evenly over
/// the octaves of the time since the start, so that transients are seen often enough.
class SampleDraws {
public:
    /// `transient_share`, 0 to 1: that part of the draws takes its time log-uniformly, the others
    /// uniformly. The trajectory is uniform always.
    SampleDraws(std::int64_t trajectories, std::int64_t starts, double transient_share,
                RandomStream stream);

    std::int64_t count() const { return trajectories_ * starts_; }

    /// trajectory * starts + time of draw number `draw`: a function of the stream and the number.
    std::int64_t index(std::uint64_t draw) const;

private:
    std::int64_t trajectories_;
    std::int64_t starts_;
    double transient_share_;
    RandomStream stream_;
};

}  // namespace lhits
