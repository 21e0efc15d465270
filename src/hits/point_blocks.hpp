// Points of a space of few dimensions, laid out so that a processor takes many at once.
#pragma once

#include <cstddef>
#include <span>

#include "lhits/base/aligned.hpp"

namespace lhits {

/// Points in blocks of `width`: coordinate j of all points of a block lies together. The last block
/// is filled up with its last point.
class PointBlocks {
public:
    static constexpr std::size_t width = 64;

    PointBlocks() = default;
    /// `points` is (count, dimension).
    PointBlocks(std::span<const float> points, std::size_t dimension);

    std::size_t count() const { return count_; }
    std::size_t dimension() const { return dimension_; }
    std::size_t blocks() const { return (count_ + width - 1) / width; }

    /// The points again, (count, dimension).
    AlignedVector<float> points() const;

    /// lowest[i] = min(lowest[i], squared distance of point i of the block to `point`); what is not
    /// a number changes nothing. `lowest` has `width` entries.
    void lower(std::size_t block, const float* point, float* lowest) const;

private:
    std::size_t count_ = 0;
    std::size_t dimension_ = 0;
    AlignedVector<float> values_;  // (blocks, dimension, width)
};

}  // namespace lhits
