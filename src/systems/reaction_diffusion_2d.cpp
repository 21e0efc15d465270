#include "lhits/systems/reaction_diffusion_2d.hpp"

#include <fmt/format.h>

#include <cmath>
#include <numbers>

#include "lhits/base/error.hpp"
#include "reaction_diffusion_slab.hpp"
#include "longer_steps.hpp"
#include "sampling.hpp"

namespace lhits {

namespace {

/// Reactions take about one unit of time.
constexpr double longest_step = 2.0;

std::size_t checked_points(const ReactionDiffusion2dParameters& p, const Communicator& team) {
    if (team.size() > p.points) {
        throw InputError(
            fmt::format("trajectories.team: expected at most system.points = {} ranks, a row of "
                        "the grid for each, found {}; make the team smaller or the grid finer",
                        p.points, team.size()));
    }
    if (p.points % team.size() != 0) {
        throw InputError(
            fmt::format("trajectories.team: expected a number of ranks that divides system.points "
                        "= {}, for equal slabs of the grid, found {}",
                        p.points, team.size()));
    }
    return static_cast<std::size_t>(p.points);
}

/// The samples of all ranks on rank 0: `part` is (samples, component, rows of this rank), and the
/// whole (samples, component, rows of rank 0, rows of rank 1, ...).
std::vector<double> gather_samples(const Communicator& team, const std::vector<double>& part,
                                   std::size_t rows_values) {
    const auto ranks = static_cast<std::size_t>(team.size());
    std::vector<double> all(team.rank() == 0 ? ranks * part.size() : 0);
    for (std::size_t at = 0; at < part.size(); at += rows_values) {
        auto place = std::span(all);
        if (team.rank() == 0) place = place.subspan(ranks * at, ranks * rows_values);
        team.gather(std::span(part).subspan(at, rows_values), place);
    }
    return all;
}

}  // namespace

void ReactionDiffusion2dParameters::describe(Keys& keys) {
    keys.purpose(
        "Spiral waves in a periodic square: u_t = (1 - r^2) u + beta r^2 v + d lap u, v_t = -beta "
        "r^2 u + (1 - r^2) v + d lap v, with r^2 = u^2 + v^2, by Fourier modes and ETDRK4. Lengths "
        "and times are dimensionless.");
    keys.key({"length", "Length of a side of the square.", "length units"}, length, positive);
    keys.key(
        {"points", "Points of the grid along a side. A state has 2 * points * points numbers."},
        points, at_least(8));
    keys.key({"beta", "How much the frequency of the oscillation depends on its amplitude."}, beta,
             Bounds{});
    keys.key({"diffusion", "Diffusion coefficient d."}, diffusion, at_least(0));
    keys.key({"time_step", "Time step of the solver.", "time units"}, time_step, positive);
    keys.key({"sample_every",
              "Time steps of the solver between two samples. A step of a trajectory is time_step * "
              "sample_every long.",
              "time steps"},
             sample_every, at_least(1));
    keys.key({"pitch",
              "Range of the pitch of the initial spirals. They are u + i v = tanh(r) exp(i (a - "
              "pitch r + phase)) in polar coordinates r, a.",
              "1 / length units"},
             pitch, Bounds{});
    keys.key({"centre", "How far initial spirals may be off the middle, along each axis.",
              "length units"},
             centre, at_least(0));
    keys.key({"both_hands", "Half of the initial spirals turn the other way."}, both_hands);
    keys.key({"spin_up",
              "Time that is dropped at the start of each trajectory. After about 100 the waves "
              "from the edges have settled.",
              "time units"},
             spin_up, at_least(0));
}

ReactionDiffusion2d::ReactionDiffusion2d(const ReactionDiffusion2dParameters& parameters,
                                         const Communicator& team)
    : parameters_(parameters),
      team_(team.borrowed()),
      fourier_(team_, checked_points(parameters, team_)) {}

double ReactionDiffusion2d::place(std::size_t i) const {
    const auto n = static_cast<double>(parameters_.points);
    return parameters_.length * ((2.0 * static_cast<double>(i) + 1.0 - n) / (2.0 * n));
}

StateLayout ReactionDiffusion2d::layout() const {
    std::vector<double> places;
    for (std::size_t i = 0; i < fourier_.n(); ++i) places.push_back(place(i));
    return grid_layout({{"x", "1", places}, {"y", "1", places}}, {{"u"}, {"v"}});
}

double ReactionDiffusion2d::dt() const {
    return parameters_.time_step * static_cast<double>(parameters_.sample_every);
}

std::unique_ptr<System> ReactionDiffusion2d::coarser(int level) const {
    auto coarse = parameters_;
    if (std::ldexp(coarse.time_step, level) > longest_step) return nullptr;
    return with_longer_steps(dt(), coarse.sample_every, level,
                             [&](double time_step, std::int64_t sample_every) {
                                 coarse.time_step = time_step;
                                 coarse.sample_every = sample_every;
                                 return std::make_unique<ReactionDiffusion2d>(coarse, team_);
                             });
}

std::vector<double> ReactionDiffusion2d::initial_state(const RandomStream& stream) const {
    const auto& p = parameters_;
    const double pitch = p.pitch[0] + (p.pitch[1] - p.pitch[0]) * stream.uniform(0);
    const double phase = 2.0 * std::numbers::pi * stream.uniform(1);
    const auto offset = [&](std::uint64_t draw) {
        return p.centre * (2.0 * stream.uniform(draw) - 1.0);
    };
    const double hand = p.both_hands && stream.uniform(4) < 0.5 ? -1.0 : 1.0;
    return spiral(pitch, phase, offset(2), offset(3), hand);
}

std::vector<double> ReactionDiffusion2d::spiral(double pitch, double phase, double x, double y,
                                                double hand) const {
    const std::size_t n = fourier_.n();
    std::vector<double> state(2 * n * n);
    for (std::size_t row = 0; row < n; ++row) {
        for (std::size_t column = 0; column < n; ++column) {
            const double dx = std::remainder(place(column) - x, parameters_.length);
            const double dy = std::remainder(place(row) - y, parameters_.length);
            const double r = std::hypot(dx, dy);
            const double angle = hand * std::atan2(dy, dx) - pitch * r + phase;
            state[row * n + column] = std::tanh(r) * std::cos(angle);
            state[n * n + row * n + column] = std::tanh(r) * std::sin(angle);
        }
    }
    return state;
}

std::vector<double> ReactionDiffusion2d::integrate(
    std::span<const double> initial, std::int64_t steps, bool spin_up,
    const std::function<void(double)>& progress) const {
    const auto& p = parameters_;
    const std::size_t fields = 2 * members_of(initial);
    const std::size_t field = fourier_.n() * fourier_.n();
    const std::size_t own = fourier_.rows() * fourier_.n();
    std::vector<double> part;  // u and v of each member, in the rows of this rank
    for (std::size_t f = 0; f < fields; ++f) {
        const auto rows = initial.subspan(f * field + fourier_.first() * fourier_.n(), own);
        part.insert(part.end(), rows.begin(), rows.end());
    }
    const Sampling how{.system = name,
                       .time_step = p.time_step,
                       .every = p.sample_every,
                       .dropped = spin_up ? std::llround(p.spin_up / p.time_step) : 0,
                       .steps = steps,
                       .state_size = 2 * own,
                       .team = &team_};
    auto samples = sample_in_groups(part, how, 1, progress, [&](std::span<const double> one) {
        return ReactionDiffusionSlab(p, fourier_, one);
    });
    return team_.size() == 1 ? samples : gather_samples(team_, samples, own);
}

}  // namespace lhits
