// The joint density of a field's slope and curvature, as a histogram, and how far two are apart.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace lhits {

/// u_x and u_xx of every row of u, (rows, points), on a periodic grid with at least 5 points, by
/// central differences of fourth order:
///   u_x  = (8 (u_1 - u_-1) - (u_2 - u_-2)) / (12 dx),
///   u_xx = (16 (u_1 + u_-1) - (u_2 + u_-2) - 30 u_0) / (12 dx^2).
void periodic_derivatives(std::span<const float> u, std::size_t points, double spacing,
                          std::span<float> slope, std::span<float> curvature);

/// Counts pairs (u_x, u_xx) in bins that share out [-reach, reach] evenly.
class JointHistogram {
public:
    /// `slope_reach`, `curvature_reach` > 0.
    JointHistogram(std::size_t bins, double slope_reach, double curvature_reach);

    /// The number of counts: (bins of u_x, bins of u_xx), and one for what is in none of them or is
    /// no number.
    std::size_t size() const { return bins_ * bins_ + 1; }
    /// The middles of the bins.
    std::vector<double> slopes() const { return middles(slope_reach_); }
    std::vector<double> curvatures() const { return middles(curvature_reach_); }

    /// Adds each pair to counts[its place].
    void add(std::span<const float> slope, std::span<const float> curvature,
             std::span<double> counts) const;

    /// The density, (bins, bins): counts over the number of all pairs and the area of a bin. Its
    /// integral is the share of the pairs that are in the bins.
    std::vector<double> density(std::span<const double> counts) const;

private:
    std::vector<double> middles(double reach) const;

    std::size_t bins_;
    double slope_reach_, curvature_reach_;
};

/// Total variation: half the sum of |p - q| over the shares p, q of each count, 0 for the same
/// distribution, 1 for those that share no bin.
double total_variation(std::span<const double> one, std::span<const double> other);

}  // namespace lhits
