// The largest Lyapunov exponent of a flow that can only be evaluated: of a solver or of a
// surrogate.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace lhits {

/// Takes (members, dimension) states to those one interval later; what becomes of a state must not
/// depend on the others.
using FlowMap = std::function<std::vector<double>(std::span<const double> states)>;

struct LyapunovSettings {
    double interval = 1.0;          ///< the time that the flow map takes states forward
    std::int64_t settling = 100;    ///< intervals at first that turn the difference, not counted
    std::int64_t intervals = 1000;  ///< counted
    /// The distance (root mean square over the coordinates) of the twins: far above the rounding of
    /// the flow map, and still far below the size of the attractor after an interval of growth.
    double distance = 1e-7;
};

/// The largest Lyapunov exponent, per unit of time, along the trajectory from each of the `members`
/// states in `start`, (members, dimension): each runs beside a twin that is brought back to the
/// given distance after every interval, and the exponent is the mean rate at which they part
/// (Benettin, Galgani, Strelcyn, Phys. Rev. A 14 (1976) 2338, Eq. 6). Not a number where a
/// trajectory becomes so or where the twins meet. `flow` is called with the members, then the
/// twins.
std::vector<double> lyapunov_exponents(const FlowMap& flow, std::span<const double> start,
                                       std::size_t members, const LyapunovSettings& settings);

}  // namespace lhits
