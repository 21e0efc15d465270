// The long-time statistics in forecast.h5, of the true trajectories and of each surrogate's.
#pragma once

#include <vector>

namespace lhits {

/// Along which they are: the wavenumbers 2 pi k / L, and the middles of the bins of u_x and u_xx.
struct StatisticsAxes {
    std::vector<double> wavenumber;
    std::vector<double> slope, curvature;

    bool operator==(const StatisticsAxes&) const = default;
};

/// Over (wavenumber), (u_x, u_xx) and (trajectory).
enum class StatisticsData { power_spectrum, joint_density, lyapunov_exponent };

}  // namespace lhits
