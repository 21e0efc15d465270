// How far the members of an ensemble are from each other.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "lhits/base/aligned.hpp"

namespace lhits {

/// Sums over pairs of members; kept between calls only as memory.
class PairDistances {
public:
    /// Over all pairs within groups of `group` rows of x, (rows, width), that follow each other;
    /// the last group may be smaller. Members are exchangeable, so that the mean over these pairs
    /// is that over all pairs without bias. `unit`, a power of two, is about the size of x: in it
    /// squares are floats.
    void measure(std::span<const float> x, std::size_t width, std::size_t group, float unit = 1.0F);

    std::int64_t pairs() const { return pairs_; }
    /// The sum of |x_i - x_j| for each of the `width` elements.
    std::span<const double> absolute() const { return absolute_; }
    /// The sum of the Euclidean norms of x_i - x_j.
    double euclidean() const { return euclidean_; }

private:
    std::int64_t pairs_ = 0;
    double euclidean_ = 0.0;
    AlignedVector<double> absolute_;
    AlignedVector<float> partial_;
};

}  // namespace lhits
