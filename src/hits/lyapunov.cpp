#include "lhits/hits/lyapunov.hpp"

#include <cmath>
#include <limits>

namespace lhits {
namespace {

/// Root mean square of the differences.
double distance_between(std::span<const double> one, std::span<const double> other) {
    double sum = 0.0;
    for (std::size_t i = 0; i < one.size(); ++i) sum += (other[i] - one[i]) * (other[i] - one[i]);
    return std::sqrt(sum / static_cast<double>(one.size()));
}

/// Moves `twin` along the line from `state` through it to the given distance from `state`.
void bring_back(std::span<const double> state, std::span<double> twin, double from, double to) {
    for (std::size_t i = 0; i < state.size(); ++i) {
        twin[i] = state[i] + (twin[i] - state[i]) * (to / from);
    }
}

}  // namespace

std::vector<double> lyapunov_exponents(const FlowMap& flow, std::span<const double> start,
                                       std::size_t members, const LyapunovSettings& settings) {
    const std::size_t dimension = start.size() / members;
    std::vector<double> states(start.begin(), start.end());
    states.insert(states.end(), start.begin(), start.end());
    const auto state = [&](std::size_t m) {
        return std::span(states).subspan(m * dimension, dimension);
    };
    const auto twin = [&](std::size_t m) { return state(members + m); };
    for (std::size_t m = 0; m < members; ++m) {
        // Along no axis, no wave and no symmetry of a system.
        for (std::size_t i = 0; i < dimension; ++i) twin(m)[i] += std::cos(static_cast<double>(i));
        bring_back(state(m), twin(m), distance_between(state(m), twin(m)), settings.distance);
    }
    std::vector<double> grown(members, 0.0);
    for (std::int64_t step = -settings.settling; step < settings.intervals; ++step) {
        states = flow(states);
        for (std::size_t m = 0; m < members; ++m) {
            const double apart = distance_between(state(m), twin(m));
            // Twins that meet have no direction left; from here on nothing is a number.
            if (apart == 0.0) grown[m] = std::numeric_limits<double>::quiet_NaN();
            if (step >= 0) grown[m] += std::log(apart / settings.distance);
            bring_back(state(m), twin(m), apart, settings.distance);
        }
    }
    for (auto& sum : grown) sum /= static_cast<double>(settings.intervals) * settings.interval;
    return grown;
}

}  // namespace lhits
