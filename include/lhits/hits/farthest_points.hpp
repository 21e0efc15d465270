// A few points that cover many.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace lhits {

/// Farthest-point sampling (Gonzalez 1985, Theoretical Computer Science 38): rows of `points`,
/// (count, dimension), of which each is the one that lies farthest from those before; the first is
/// the one nearest the mean. What they leave uncovered is at most twice what the best choice of as
/// many would. Fewer than `most` where no point is left that differs from them. Ties go to the
/// first row, so the result depends on the points alone.
std::vector<std::size_t> farthest_points(std::span<const float> points, std::size_t dimension,
                                         std::size_t most);

}  // namespace lhits
