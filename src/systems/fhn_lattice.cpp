// The lattice of fhn_lattice_boltzmann.hpp: a fused loop that collides and streams, two time steps
// at once.
#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include "lanes.hpp"
#include "lhits/base/error.hpp"
#include "lhits/systems/fhn_lattice_boltzmann.hpp"

namespace lhits {

namespace {

// The points are cut into eight segments, one in each lane: cell i holds point i of every segment,
// and only the ends of the segments look into other lanes. Points beyond the last wall are computed
// and never looked at.

/// A population of u and of v.
struct [[gnu::may_alias]] Population {
    Lanes u, v;
};

/// Collided, not yet streamed: of velocities 0, +1, -1.
struct [[gnu::may_alias]] Cell {
    Population rest, right, left;
};

constexpr std::size_t numbers_in_cell = sizeof(Cell) / sizeof(double);
constexpr std::size_t numbers_in_population = sizeof(Population) / sizeof(double);

/// u in units of 1 / sqrt(c) and v in units of 1 / (c sqrt(c)), with c the factor of the reaction
/// terms in u: ten multiply-adds and four additions a point.
struct Coefficients {
    double keep_u, keep_v;           ///< 1 - omega
    double gain_u;                   ///< source of u: u (gain_u - u^2) - v
    double gain_v, drive, constant;  ///< source of v: gain_v v + drive u + constant
};

/// Each product here has one sum to be fused with: every compilation of it gives the same bits.
inline Cell collide(const Coefficients& k, const Population& rest, const Population& right,
                    const Population& left) {
    const Lanes u = rest.u + (right.u + left.u);
    const Lanes v = rest.v + (right.v + left.v);
    const Lanes source_u = u * (k.gain_u - u * u) - v;
    const Lanes source_v = k.gain_v * v + (k.drive * u + k.constant);
    return {{k.keep_u * rest.u + source_u, k.keep_v * rest.v + source_v},
            {k.keep_u * right.u + source_u, k.keep_v * right.v + source_v},
            {k.keep_u * left.u + source_u, k.keep_v * left.v + source_v}};
}

/// What arrives at the first points of the segments from the last points of their left neighbours,
/// and at the wall what has left through it (half-way bounce-back).
inline Population from_left(const Population& last, const Population& wall) {
    return {up(wall.u, last.u), up(wall.v, last.v)};
}

inline Population from_right(const Population& first) {
    return {down(first.u, first.u), down(first.v, first.v)};
}

/// The lattice as the loops see it.
struct Segments {
    std::size_t length;
    std::size_t wall;  ///< the cell of the last point
    Lanes at_wall;     ///< not zero in its lane
    Cell* cells;

    /// What arrives from the right at cell i, where nothing is in the way `incoming`.
    Population at(std::size_t i, const Population& right, const Population& incoming) const {
        if (i != wall) return incoming;
        return {chosen(at_wall, right.u, incoming.u), chosen(at_wall, right.v, incoming.v)};
    }
};

void step(const Coefficients& k, const Segments& s) {
    Cell* c = s.cells;
    const Population beyond = from_right(c[0].left);
    Population arriving = from_left(c[s.length - 1].right, c[0].left);
    for (std::size_t i = 0; i < s.length; ++i) {
        const Cell old = c[i];
        const Population& incoming = i + 1 < s.length ? c[i + 1].left : beyond;
        c[i] = collide(k, old.rest, arriving, s.at(i, old.right, incoming));
        arriving = old.right;
    }
}

/// The same bits as two steps: the second follows one cell behind the first, what lies between them
/// stays in registers. Pre: at least two cells.
void two_steps(const Coefficients& k, const Segments& s) {
    Cell* c = s.cells;
    const std::size_t last = s.length - 1;
    const Population beyond = from_right(c[0].left);
    const auto first = [&](std::size_t i, const Population& arriving) {
        const Population& incoming = i < last ? c[i + 1].left : beyond;
        return collide(k, c[i].rest, arriving, s.at(i, c[i].right, incoming));
    };
    const auto second = [&](std::size_t i, const Cell& now, const Population& arriving,
                            const Population& incoming) {
        c[i] = collide(k, now.rest, arriving, s.at(i, now.right, incoming));
    };
    const Cell begin = first(0, from_left(c[last].right, c[0].left));
    Cell now = first(1, c[0].right);
    const Population incoming = now.left;
    Population before = begin.right;
    Population old = c[1].right;
    for (std::size_t i = 2; i <= last; ++i) {
        const Cell next = first(i, old);
        old = c[i].right;
        second(i - 1, now, before, next.left);
        before = now.right;
        now = next;
    }
    second(last, now, before, from_right(begin.left));
    second(0, begin, from_left(now.right, begin.left), incoming);
}

/// c of Coefficients; next to nothing instead of nothing, which could not be a unit.
double reaction_factor(const FhnLatticeSettings& s) {
    return std::max(s.reaction, 1e-30) * s.time_step / 3.0;
}

Coefficients coefficients(const FhnLatticeSettings& s) {
    const double number = 3.0 * s.time_step / (s.spacing * s.spacing);
    const double omega_u = 2.0 / (1.0 + number * s.diffusion_u);
    const double omega_v = 2.0 / (1.0 + number * s.diffusion_v);
    const double c = reaction_factor(s);
    const double slow = c * s.epsilon;
    return {1.0 - omega_u,     1.0 - omega_v,
            omega_u / 3.0 + c, omega_v / 3.0 - slow * s.a1,
            slow * c,          -slow * s.a0 * c * std::sqrt(c)};
}

}  // namespace

FhnLattice::FhnLattice(const FhnLatticeSettings& settings, std::span<const double> state)
    : settings_(settings), segment_((settings.points + lanes - 1) / lanes) {
    const std::size_t points = settings_.points;
    if (state.size() != 2 * points)
        throw Failure(
            fmt::format("fhn lattice: expected a state of {} numbers (u and v at {} "
                        "points), found {}",
                        2 * points, points, state.size()));
    const double c = reaction_factor(settings_);
    scale_ = {std::sqrt(c), c * std::sqrt(c)};
    populations_.resize(segment_ * numbers_in_cell);
    for (std::size_t species = 0; species < 2; ++species) {
        const auto third = [&](std::size_t x) {
            return state[species * points + std::min(x, points - 1)] * scale_[species] / 3.0;
        };
        // Where the first step pulls from.
        for (std::size_t x = 0; x < segment_ * lanes; ++x) {
            populations_[place(0, species, x)] = third(x);
            populations_[place(1, species, x)] = third(x + 1);
            populations_[place(2, species, x)] = third(x > 0 ? x - 1 : 0);
        }
    }
}

std::size_t FhnLattice::place(std::size_t velocity, std::size_t species, std::size_t x) const {
    return x % segment_ * numbers_in_cell + velocity * numbers_in_population + species * lanes +
           x / segment_;
}

void FhnLattice::advance(std::int64_t steps) {
    const auto k = coefficients(settings_);
    const std::size_t last = settings_.points - 1;
    const auto at_wall =
        lanes_with([&](std::size_t lane) { return lane == last / segment_ ? 1.0 : 0.0; });
    const Segments segments{segment_, last % segment_, at_wall,
                            reinterpret_cast<Cell*>(populations_.data())};
    std::int64_t left = steps;
    for (; left >= 2 && segment_ >= 2; left -= 2) two_steps(k, segments);
    for (; left > 0; --left) step(k, segments);
}

void FhnLattice::state(std::span<double> out) const {
    const std::size_t points = settings_.points;
    const auto at = [this](std::size_t velocity, std::size_t species, std::size_t x) {
        return populations_[place(velocity, species, x)];
    };
    for (std::size_t species = 0; species < 2; ++species) {
        for (std::size_t x = 0; x < points; ++x) {
            const double right = x > 0 ? at(1, species, x - 1) : at(2, species, 0);
            const double left = x + 1 < points ? at(2, species, x + 1) : at(1, species, x);
            out[species * points + x] = (at(0, species, x) + (right + left)) / scale_[species];
        }
    }
}

std::array<double, 2> FhnLattice::mass() const {
    std::vector<double> now(2 * settings_.points);
    state(now);
    const auto middle = now.begin() + static_cast<std::ptrdiff_t>(settings_.points);
    return {std::accumulate(now.begin(), middle, 0.0), std::accumulate(middle, now.end(), 0.0)};
}

}  // namespace lhits
