// The lattice against a plain reference, its conservation law and the diffusion it stands for.
#include <cmath>
#include <numbers>

#include "lhits/systems/fhn_lattice_boltzmann.hpp"
#include "lhits_test.hpp"

using lhits::FhnLattice;
using lhits::FhnLatticeSettings;

namespace {

using Populations = std::vector<std::array<double, 3>>;  // velocities 0, +1, -1

/// The obvious lattice: collide every point, then move every population.
class PlainLattice {
public:
    PlainLattice(const FhnLatticeSettings& settings, const std::vector<double>& state)
        : s_(settings) {
        for (std::size_t i = 0; i < state.size(); ++i)
            (i < s_.points ? f_ : g_)
                .push_back(
                    {state[i] * (1.0 / 3.0), state[i] * (1.0 / 3.0), state[i] * (1.0 / 3.0)});
    }

    void step() {
        const double number = 3.0 * s_.time_step / (s_.spacing * s_.spacing);
        const double omega_u = 2.0 / (1.0 + number * s_.diffusion_u);
        const double omega_v = 2.0 / (1.0 + number * s_.diffusion_v);
        for (std::size_t x = 0; x < s_.points; ++x) {
            const double u = sum(f_[x]);
            const double v = sum(g_[x]);
            const double react_u = s_.reaction * (u - std::pow(u, 3) - v);
            const double react_v = s_.reaction * s_.epsilon * (u - s_.a1 * v - s_.a0);
            for (std::size_t i = 0; i < 3; ++i) {
                f_[x][i] += omega_u * (u / 3.0 - f_[x][i]) + s_.time_step * react_u / 3.0;
                g_[x][i] += omega_v * (v / 3.0 - g_[x][i]) + s_.time_step * react_v / 3.0;
            }
        }
        f_ = streamed(f_);
        g_ = streamed(g_);
    }

    double at(std::size_t i) const { return i < s_.points ? sum(f_[i]) : sum(g_[i - s_.points]); }

private:
    static double sum(const std::array<double, 3>& f) { return f[0] + f[1] + f[2]; }
    static Populations streamed(const Populations& from) {
        Populations to = from;
        const std::size_t last = from.size() - 1;
        for (std::size_t x = 0; x <= last; ++x) {
            to[x][1] = x > 0 ? from[x - 1][1] : from[0][2];
            to[x][2] = x < last ? from[x + 1][2] : from[last][1];
        }
        return to;
    }

    FhnLatticeSettings s_;
    Populations f_, g_;
};

std::vector<double> front(const FhnLatticeSettings& s) {
    std::vector<double> state(2 * s.points);
    for (std::size_t i = 0; i < s.points; ++i) {
        state[i] = std::tanh(static_cast<double>(i) * s.spacing - 10.0) - 0.2;
        state[s.points + i] = 0.12 * state[i];
    }
    return state;
}

/// u = v = cos(k x), at the points between walls that stand half a cell outside the ends.
std::vector<double> cosine(const FhnLatticeSettings& s, double mode) {
    std::vector<double> state(2 * s.points);
    for (std::size_t i = 0; i < s.points; ++i)
        state[i] = state[s.points + i] =
            std::cos(std::numbers::pi * mode * (static_cast<double>(i) + 0.5) /
                     static_cast<double>(s.points));
    return state;
}

/// Largest error of u at time 4 of two diffusing cosines, with `points` cells on a length of 20.
double diffusion_error(std::size_t points, double time_step) {
    FhnLatticeSettings s;
    s.points = points;
    s.spacing = 20.0 / static_cast<double>(points);
    s.time_step = time_step;
    s.reaction = 0.0;
    const double time = 4.0;
    auto start = cosine(s, 3);
    const auto other = cosine(s, 8);
    FhnLattice lattice(s, start);
    std::vector<double> exact(2 * points);
    for (std::size_t i = 0; i < 2 * points; ++i) {
        const double d = i < points ? s.diffusion_u : s.diffusion_v;
        const auto decay = [&](double m) {
            return std::exp(-d * std::pow(std::numbers::pi * m / 20.0, 2) * time);
        };
        exact[i] = decay(3) * start[i] + decay(8) * other[i];
        start[i] += other[i];
    }
    lattice = FhnLattice(s, start);
    lattice.advance(std::llround(time / time_step));
    std::vector<double> found(2 * points);
    lattice.state(found);
    double error = 0.0;
    for (std::size_t i = 0; i < 2 * points; ++i)
        error = std::max(error, std::abs(found[i] - exact[i]));
    return error;
}

}  // namespace

LHITS_TEST(fhn_lattice_equals_the_plain_one, 1) {
    for (const std::size_t points : {2U, 7U, 101U, 104U}) {
        FhnLatticeSettings s;
        s.points = points;
        const auto start = front(s);
        FhnLattice lattice(s, start);
        PlainLattice plain(s, start);
        lattice.advance(999);
        lattice.advance(1);  // an odd and an even number of buffer swaps
        for (int i = 0; i < 1000; ++i) plain.step();
        std::vector<double> found(start.size());
        lattice.state(found);
        double difference = 0.0;
        for (std::size_t i = 0; i < found.size(); ++i)
            difference = std::max(difference, std::abs(found[i] - plain.at(i)));
        BOOST_TEST(difference < 1e-12, points << " points: difference " << difference);
    }
}

LHITS_TEST(fhn_lattice_has_the_same_bits_however_steps_are_taken, 1) {
    for (const std::size_t points : {5U, 16U, 17U, 101U, 104U}) {
        FhnLatticeSettings s;
        s.points = points;
        FhnLattice at_once(s, front(s)), one_by_one(s, front(s)), uneven(s, front(s));
        at_once.advance(400);
        for (int i = 0; i < 400; ++i) one_by_one.advance(1);
        for (int i = 0; i < 80; ++i) uneven.advance(5);
        std::vector<double> expected(2 * points), found(2 * points);
        at_once.state(expected);
        for (const auto& lattice : {one_by_one, uneven}) {
            lattice.state(found);
            BOOST_TEST((found == expected), points << " points");
        }
    }
}

LHITS_TEST(fhn_lattice_conserves_mass_without_reaction, 1) {
    FhnLatticeSettings s;
    s.reaction = 0.0;
    auto start = front(s);
    for (auto& value : start) value += 1.0;  // a mass that is not nearly zero
    FhnLattice lattice(s, start);
    const auto before = lattice.mass();
    lattice.advance(10000);
    const auto after = lattice.mass();
    BOOST_TEST(std::abs(after[0] / before[0] - 1.0) < 1e-12);
    BOOST_TEST(std::abs(after[1] / before[1] - 1.0) < 1e-12);
    std::vector<double> state(start.size());
    lattice.state(state);
    BOOST_TEST(std::abs(state[0] - start[0]) > 0.1);  // it did diffuse
}

LHITS_TEST(fhn_lattice_modes_decay_as_diffusion_says, 1) {
    FhnLatticeSettings s;
    s.reaction = 0.0;
    for (const double mode : {1.0, 2.0, 5.0}) {
        const auto start = cosine(s, mode);
        FhnLattice lattice(s, start);
        std::vector<double> early(start.size()), late(start.size());
        lattice.advance(400);
        lattice.state(early);
        lattice.advance(800);
        lattice.state(late);
        const double k = std::numbers::pi * mode / (static_cast<double>(s.points) * s.spacing);
        const double time = 800.0 * s.time_step;
        const double rate_u = std::log(early[0] / late[0]) / time;
        const double rate_v = std::log(early[s.points] / late[s.points]) / time;
        BOOST_TEST(rate_u == s.diffusion_u * k * k, boost::test_tools::tolerance(5e-3));
        BOOST_TEST(rate_v == s.diffusion_v * k * k, boost::test_tools::tolerance(5e-3));
    }
}

LHITS_TEST(fhn_lattice_is_second_order, 1) {
    const double coarse = diffusion_error(100, 0.005);
    const double middle = diffusion_error(200, 0.00125);
    const double fine = diffusion_error(400, 0.0003125);
    BOOST_TEST_MESSAGE("errors " << coarse << ' ' << middle << ' ' << fine);
    BOOST_TEST(coarse / middle > 3.7);
    BOOST_TEST(coarse / middle < 4.3);
    BOOST_TEST(middle / fine > 3.9);
    BOOST_TEST(middle / fine < 4.1);
}
