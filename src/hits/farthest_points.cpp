#include "lhits/hits/farthest_points.hpp"

#include <algorithm>
#include <limits>

#include "point_blocks.hpp"

namespace lhits {
namespace {

std::vector<float> mean_of(std::span<const float> points, std::size_t dimension) {
    std::vector<double> sums(dimension, 0.0);
    for (std::size_t i = 0; i < points.size(); ++i) {
        sums[i % dimension] += static_cast<double>(points[i]);
    }
    const std::size_t rows = points.size() / dimension;
    const auto count = static_cast<double>(rows);
    std::vector<float> mean(dimension);
    for (std::size_t j = 0; j < dimension; ++j) mean[j] = static_cast<float>(sums[j] / count);
    return mean;
}

}  // namespace

std::vector<std::size_t> farthest_points(std::span<const float> points, std::size_t dimension,
                                         std::size_t most) {
    const PointBlocks blocks(points, dimension);
    const auto count = static_cast<std::ptrdiff_t>(blocks.count());
    AlignedVector<float> nearest(blocks.blocks() * PointBlocks::width,
                                 std::numeric_limits<float>::infinity());
    const auto lower = [&](const float* point) {
        for (std::size_t b = 0; b < blocks.blocks(); ++b) {
            blocks.lower(b, point, nearest.data() + b * PointBlocks::width);
        }
    };
    lower(mean_of(points, dimension).data());
    std::vector<std::size_t> chosen;
    auto next = std::min_element(nearest.begin(), nearest.begin() + count) - nearest.begin();
    std::fill(nearest.begin(), nearest.end(), std::numeric_limits<float>::infinity());
    while (chosen.size() < most) {
        const auto row = static_cast<std::size_t>(next);
        if (nearest[row] == 0.0F) break;
        chosen.push_back(row);
        lower(points.data() + row * dimension);
        next = std::max_element(nearest.begin(), nearest.begin() + count) - nearest.begin();
    }
    return chosen;
}

}  // namespace lhits
