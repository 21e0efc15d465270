#include "lhits/systems/fhn_pde.hpp"

#include <fmt/format.h>

#include <cmath>
#include <numbers>

#include "fhn_pde_grid.hpp"
#include "lhits/base/error.hpp"
#include "time_integrator.hpp"

namespace lhits {

void FhnPdeParameters::describe(Keys& keys) {
    keys.purpose(
        "FitzHugh-Nagumo with an inflow, by PETSc: epsilon u_t = epsilon^2 u_xx + u (u - a) (1 - "
        "u) - v + c, v_t = b u - gamma v + c for x from 0 to 1, with u_x(0, t) = -inflow t^3 "
        "exp(-15 t) and u_x(1, t) = 0. Lengths and times are dimensionless.");
    keys.key({"points",
              "Points of the grid, both ends included. A state has 2 * points numbers; errors fall "
              "with the square of the spacing."},
             points, at_least(3));
    keys.key({"epsilon", "Coefficient epsilon of the equation of u."}, epsilon, positive);
    keys.key({"a", "Coefficient a of the equation of u."}, a, Bounds{});
    keys.key({"b", "Coefficient b of the equation of v."}, b, Bounds{});
    keys.key({"gamma", "Coefficient gamma of the equation of v."}, gamma, Bounds{});
    keys.key({"c", "Constant c in both equations."}, c, Bounds{});
    keys.key({"inflow", "Strength of the inflow at x = 0, which is over by t = 3."}, inflow,
             Bounds{});
    keys.key({"dt", "Time between two samples: one step of a trajectory.", "time units"}, dt,
             positive);
    keys.key({"spin_up",
              "Time of the first sample. Before 3 the inflow still acts, and the future does not "
              "follow from the state alone.",
              "time units"},
             spin_up, at_least(0));
    keys.key({"modes",
              "Waves in an initial state: cos(pi m x) with m from 0 to this. Their amplitudes are "
              "random."},
             modes, at_least(0));
    keys.key({"u_amplitude", "Largest amplitude of each wave in u."}, u_amplitude, at_least(0));
    keys.key({"v_amplitude", "Largest amplitude of each wave in v."}, v_amplitude, at_least(0));
    keys.key({"relative_tolerance",
              "Relative part of the error of a time step. Its estimate stays below "
              "absolute_tolerance + relative_tolerance |value|."},
             relative_tolerance, positive);
    keys.key({"absolute_tolerance",
              "Absolute part of the error of a time step. See relative_tolerance."},
             absolute_tolerance, positive);
    keys.key({"petsc_options",
              "Options for PETSc's time integrator and solvers. For example -ts_type bdf or "
              "-ts_monitor."},
             petsc_options, {});
}

FhnPde::FhnPde(const FhnPdeParameters& parameters, const Communicator& team)
    : parameters_(parameters), team_(team.borrowed()) {
    if (constexpr int least = 3; parameters_.points / team_.size() < least) {
        throw InputError(
            fmt::format("system.points: expected at least {} for a team of {} ranks, {} for each, "
                        "found {}; make trajectories.team smaller",
                        least * team_.size(), team_.size(), least, parameters_.points));
    }
    check_petsc_options(parameters_.petsc_options, [&] {
        const std::vector<double> rest(2 * static_cast<std::size_t>(parameters_.points), 0.0);
        integrate(rest, 1, false, {});
    });
}

StateLayout FhnPde::layout() const {
    const auto& p = parameters_;
    StateAxis x;
    for (std::int64_t i = 0; i < p.points; ++i) {
        x.places.push_back(static_cast<double>(i) / static_cast<double>(p.points - 1));
    }
    return grid_layout({x}, {{"u"}, {"v"}});
}

std::vector<double> FhnPde::initial_state(const RandomStream& stream) const {
    const auto& p = parameters_;
    const auto points = static_cast<std::size_t>(p.points);
    std::vector<double> state(2 * points, 0.0);
    for (std::int64_t m = 0; m <= p.modes; ++m) {
        const auto draw = 2 * static_cast<std::uint64_t>(m);
        const double u = p.u_amplitude * (2.0 * stream.uniform(draw) - 1.0);
        const double v = p.v_amplitude * (2.0 * stream.uniform(draw + 1) - 1.0);
        for (std::size_t i = 0; i < points; ++i) {
            const double x = static_cast<double>(i) / static_cast<double>(points - 1);
            const double wave = std::cos(std::numbers::pi * static_cast<double>(m) * x);
            state[i] += u * wave;
            state[points + i] += v * wave;
        }
    }
    return state;
}

std::vector<double> FhnPde::integrate(std::span<const double> initial, std::int64_t steps,
                                      bool spin_up,
                                      const std::function<void(double)>& progress) const {
    const auto& p = parameters_;
    const std::size_t members = members_of(initial);
    const std::size_t n = initial.size() / members;
    const PetscOptionScope options("system.petsc_options", p.petsc_options);
    FhnPdeGrid grid(team_.handle(), p);
    std::vector<double> samples;
    if (team_.rank() == 0) samples.resize(members * static_cast<std::size_t>(steps + 1) * n);
    auto rest = std::span(samples);
    for (std::size_t m = 0; m < members; ++m) {
        const auto state = grid.vector();
        grid.scatter(initial.subspan(m * n, n), state);
        TimeIntegrator integrator(team_.handle(), name, p.relative_tolerance, p.absolute_tolerance);
        check_petsc(TSSetType(integrator.ts(), TSARKIMEX), "TSSetType");
        grid.set_equations(integrator.ts());
        integrator.start(state, spin_up ? 0.0 : p.spin_up, 0.01 * p.dt);
        for (std::int64_t sample = 0; sample <= steps; ++sample) {
            integrator.advance(p.spin_up + static_cast<double>(sample) * p.dt);
            const auto place = rest.first(team_.rank() == 0 ? n : 0);
            grid.gather(state, place);
            rest = rest.subspan(place.size());
            if (!progress) continue;
            const auto part = static_cast<double>(sample) / static_cast<double>(steps);
            progress((static_cast<double>(m) + part) / static_cast<double>(members));
        }
    }
    options.require_used();
    return samples;
}

}  // namespace lhits
