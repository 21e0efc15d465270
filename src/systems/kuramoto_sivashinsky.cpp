#include "lhits/systems/kuramoto_sivashinsky.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "ks_lanes.hpp"
#include "lhits/base/error.hpp"
#include "longer_steps.hpp"
#include "sampling.hpp"

namespace lhits {

namespace {

const KuramotoSivashinskyParameters& checked(const KuramotoSivashinskyParameters& p) {
    if (p.points < 8 || p.points % 2 != 0) {
        throw InputError(
            fmt::format("system.points: expected an even number, at least 8, found {}", p.points));
    }
    if (const auto highest = (p.points - 1) / 3; p.modes < 1 || p.modes > highest) {
        throw InputError(
            fmt::format("system.modes: expected 1 to {} with system.points = {}, found {}", highest,
                        p.points, p.modes));
    }
    return p;
}

}  // namespace

void KuramotoSivashinskyParameters::describe(Keys& keys) {
    keys.purpose(
        "The Kuramoto-Sivashinsky equation on a periodic interval, chaotic by default: u_t = -u "
        "u_x - a u_xx - b u_xxxx, with Fourier modes and ETDRK4. Lengths and times are "
        "dimensionless.");
    keys.key({"length",
              "Length of the interval. A longer one is more chaotic: it has more positive Lyapunov "
              "exponents.",
              "length units"},
             length, positive);
    keys.key({"points",
              "Points of the grid, an even number. Fourier modes up to (points - 1) / 3 are kept."},
             points, at_least(8));
    keys.key({"a", "Coefficient of -u_xx, which drives the waves."}, a, Bounds{});
    keys.key({"b", "Coefficient of -u_xxxx, which damps short waves."}, b, positive);
    keys.key({"time_step", "Time step of the solver.", "time units"}, time_step, positive);
    keys.key({"sample_every",
              "Time steps of the solver between two samples. A step of a trajectory is time_step * "
              "sample_every long.",
              "time steps"},
             sample_every, at_least(1));
    keys.key(
        {"modes",
         "Waves in an initial state, of random amplitudes and phases. At most (points - 1) / 3."},
        modes, at_least(1));
    keys.key({"amplitude", "Largest amplitude of each of these waves."}, amplitude, at_least(0));
    keys.key(
        {"spin_up",
         "Time that is dropped at the start of each trajectory. Then states are on the attractor.",
         "time units"},
        spin_up, at_least(0));
}

KuramotoSivashinsky::KuramotoSivashinsky(const KuramotoSivashinskyParameters& parameters)
    : parameters_(checked(parameters)), fourier_(static_cast<std::size_t>(parameters.points)) {}

StateLayout KuramotoSivashinsky::layout() const {
    const auto& p = parameters_;
    StateAxis x;
    for (std::int64_t i = 0; i < p.points; ++i) {
        x.places.push_back(p.length * static_cast<double>(i) / static_cast<double>(p.points));
    }
    return grid_layout({x}, {{"u"}});
}

double KuramotoSivashinsky::dt() const {
    return parameters_.time_step * static_cast<double>(parameters_.sample_every);
}

std::vector<double> KuramotoSivashinsky::initial_state(const RandomStream& stream) const {
    const auto& p = parameters_;
    std::vector<double> state(static_cast<std::size_t>(p.points), 0.0);
    for (std::int64_t m = 1; m <= p.modes; ++m) {
        const auto draw = 2 * static_cast<std::uint64_t>(m - 1);
        const double amplitude = p.amplitude * stream.uniform(draw);
        const double phase = 2.0 * std::numbers::pi * stream.uniform(draw + 1);
        for (std::size_t i = 0; i < state.size(); ++i) {
            // A whole turn for m i = points, exactly.
            const auto turn = static_cast<std::int64_t>(i) * m % p.points;
            const double angle =
                2.0 * std::numbers::pi * static_cast<double>(turn) / static_cast<double>(p.points);
            state[i] += amplitude * std::cos(angle + phase);
        }
    }
    return state;
}

std::int64_t KuramotoSivashinsky::batch() const { return lanes; }

std::unique_ptr<System> KuramotoSivashinsky::coarser(int level) const {
    auto coarse = parameters_;
    if (std::ldexp(coarse.time_step, level) * coarse.a * coarse.a > 4.0 * coarse.b) return nullptr;
    return with_longer_steps(dt(), coarse.sample_every, level,
                             [&](double time_step, std::int64_t sample_every) {
                                 coarse.time_step = time_step;
                                 coarse.sample_every = sample_every;
                                 return std::make_unique<KuramotoSivashinsky>(coarse);
                             });
}

std::vector<double> KuramotoSivashinsky::integrate(
    std::span<const double> initial, std::int64_t steps, bool spin_up,
    const std::function<void(double)>& progress) const {
    const auto& p = parameters_;
    const std::size_t members = members_of(initial);
    const Sampling how{name,           p.time_step,
                       p.sample_every, spin_up ? std::llround(p.spin_up / p.time_step) : 0,
                       steps,          initial.size() / members};
    return sample_in_groups(initial, how, lanes, progress, [&](std::span<const double> group) {
        return KsLanes(p, fourier_, group);
    });
}

}  // namespace lhits
