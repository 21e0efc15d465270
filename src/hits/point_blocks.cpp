#include "point_blocks.hpp"

#include <algorithm>
#include <array>

namespace lhits {

PointBlocks::PointBlocks(std::span<const float> points, std::size_t dimension)
    : count_(points.size() / dimension),
      dimension_(dimension),
      values_(blocks() * width * dimension) {
    for (std::size_t i = 0; i < blocks() * width; ++i) {
        const float* point = points.data() + std::min(i, count_ - 1) * dimension;
        float* block = values_.data() + i / width * width * dimension;
        for (std::size_t j = 0; j < dimension; ++j) block[j * width + i % width] = point[j];
    }
}

AlignedVector<float> PointBlocks::points() const {
    AlignedVector<float> result(count_ * dimension_);
    for (std::size_t i = 0; i < count_; ++i) {
        const float* block = values_.data() + i / width * width * dimension_;
        for (std::size_t j = 0; j < dimension_; ++j) {
            result[i * dimension_ + j] = block[j * width + i % width];
        }
    }
    return result;
}

void PointBlocks::lower(std::size_t block, const float* point, float* lowest) const {
    std::array<float, width> sums{};
    const float* values = values_.data() + block * width * dimension_;
    for (std::size_t j = 0; j < dimension_; ++j, values += width) {
        const float own = point[j];
        for (std::size_t i = 0; i < width; ++i) {
            const float difference = values[i] - own;
            sums[i] += difference * difference;
        }
    }
    for (std::size_t i = 0; i < width; ++i) {
        lowest[i] = sums[i] < lowest[i] ? sums[i] : lowest[i];
    }
}

}  // namespace lhits
