#include "lhits/systems/fhn_lattice_boltzmann.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "lhits/base/error.hpp"
#include "longer_steps.hpp"
#include "sampling.hpp"

namespace lhits {

namespace {

constexpr std::uint64_t attempts = 10000;

double between(const std::vector<double>& range, double fraction) {
    return range[0] + (range[1] - range[0]) * fraction;
}

/// Where w tanh(w (x - c)) + b is zero; not a number when it is nowhere.
double zero_of_front(double w, double c, double b) { return c + std::atanh(-b / w) / w; }

/// A lattice as sampling.hpp wants it.
struct Single {
    FhnLattice lattice;
    void advance(std::int64_t steps) { lattice.advance(steps); }
    void state(std::size_t, std::span<double> out) const { lattice.state(out); }
};

}  // namespace

void FhnLatticeBoltzmannParameters::describe(Keys& keys) {
    keys.purpose(
        "FitzHugh-Nagumo in one dimension by the lattice Boltzmann method, with no flux at the "
        "walls: u_t = Du u_xx + u - u^3 - v, v_t = Dv v_xx + epsilon (u - a1 v - a0). Lengths and "
        "times are dimensionless.");
    keys.key({"points",
              "Points of the grid, both ends included. A state has u and v at each: 2 * points "
              "numbers."},
             points, at_least(2));
    keys.key({"length", "Length of the domain, from 0.", "length units"}, length, positive);
    keys.key({"diffusion_u", "Diffusion coefficient Du of u."}, diffusion_u, positive);
    keys.key({"diffusion_v", "Diffusion coefficient Dv of v."}, diffusion_v, positive);
    keys.key({"a0", "Coefficient a0 of the equation of v."}, a0, Bounds{});
    keys.key({"a1", "Coefficient a1 of the equation of v."}, a1, Bounds{});
    keys.key({"epsilon", "How fast v is compared with u. Smaller: v changes more slowly."}, epsilon,
             at_least(0));
    keys.key({"time_step", "Time step of the solver.", "time units"}, time_step, positive);
    keys.key({"sample_every",
              "Time steps of the solver between two samples. A step of a trajectory is time_step * "
              "sample_every long.",
              "time steps"},
             sample_every, at_least(1));
    keys.key({"spin_up", "Time that is dropped at the start of each trajectory.", "time units"},
             spin_up, at_least(0));
    keys.key({"steepness",
              "Range of w of the initial fronts. They are u = w tanh(w (x - c)) + b, v = 0.12 u.",
              "1 / length units"},
             steepness, positive);
    keys.key({"centre", "Range of c of the initial fronts.", "length units"}, centre, Bounds{});
    keys.key({"offset", "Range of b of the initial fronts."}, offset, Bounds{});
    keys.key({"crossing",
              "Range of the x where u of an initial front is zero. Others are drawn again. A wider "
              "range reaches other attractors too.",
              "length units"},
             crossing, Bounds{});
}

FhnLatticeBoltzmann::FhnLatticeBoltzmann(const FhnLatticeBoltzmannParameters& parameters)
    : parameters_(parameters) {
    const auto& p = parameters_;
    settings_ = {static_cast<std::size_t>(p.points),
                 p.length / static_cast<double>(p.points - 1),
                 p.time_step,
                 p.diffusion_u,
                 p.diffusion_v,
                 p.a0,
                 p.a1,
                 p.epsilon,
                 1.0};
}

StateLayout FhnLatticeBoltzmann::layout() const {
    StateAxis x;
    for (std::int64_t i = 0; i < parameters_.points; ++i) {
        x.places.push_back(static_cast<double>(i) * settings_.spacing);
    }
    return grid_layout({x}, {{"u"}, {"v"}});
}

double FhnLatticeBoltzmann::dt() const {
    return parameters_.time_step * static_cast<double>(parameters_.sample_every);
}

std::unique_ptr<System> FhnLatticeBoltzmann::coarser(int level) const {
    auto coarse = parameters_;
    coarse.sample_every = longer_steps(parameters_.sample_every, level);
    if (coarse.sample_every == 0) return nullptr;
    coarse.time_step = dt() / static_cast<double>(coarse.sample_every);
    return std::make_unique<FhnLatticeBoltzmann>(coarse);
}

std::vector<double> FhnLatticeBoltzmann::front(double w, double c, double b) const {
    const std::size_t points = settings_.points;
    std::vector<double> state(2 * points);
    for (std::size_t i = 0; i < points; ++i) {
        const double x = static_cast<double>(i) * settings_.spacing;
        state[i] = w * std::tanh(w * (x - c)) + b;
        state[points + i] = 0.12 * state[i];
    }
    return state;
}

std::vector<double> FhnLatticeBoltzmann::initial_state(const RandomStream& stream) const {
    const auto& p = parameters_;
    for (std::uint64_t attempt = 0; attempt < attempts; ++attempt) {
        const double w = between(p.steepness, stream.uniform(3 * attempt));
        const double c = between(p.centre, stream.uniform(3 * attempt + 1));
        const double b = between(p.offset, stream.uniform(3 * attempt + 2));
        const double zero = zero_of_front(w, c, b);
        if (zero >= p.crossing[0] && zero <= p.crossing[1]) return front(w, c, b);
    }
    throw InputError(
        fmt::format("system.crossing: expected initial conditions that cross zero at x in [{}, "
                    "{}], found none in {} draws; widen system.crossing or change "
                    "system.steepness, system.centre and system.offset",
                    p.crossing[0], p.crossing[1], attempts));
}

std::vector<double> FhnLatticeBoltzmann::integrate(
    std::span<const double> initial, std::int64_t steps, bool spin_up,
    const std::function<void(double)>& progress) const {
    const auto& p = parameters_;
    const Sampling how{name,           p.time_step,
                       p.sample_every, spin_up ? std::llround(p.spin_up / p.time_step) : 0,
                       steps,          initial.size() / members_of(initial)};
    return sample_in_groups(initial, how, 1, progress, [&](std::span<const double> state) {
        return Single{FhnLattice(settings_, state)};
    });
}

}  // namespace lhits
