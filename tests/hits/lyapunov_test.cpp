#include "lhits/hits/lyapunov.hpp"

#include <cmath>

#include "lhits_test.hpp"

using namespace lhits;

namespace {

using States = std::vector<double>;

/// Every member by itself: `map` changes one state in place.
FlowMap each(std::size_t dimension, std::function<void(double* state)> map) {
    return [=](std::span<const double> states) {
        States moved(states.begin(), states.end());
        for (std::size_t at = 0; at < moved.size(); at += dimension) map(moved.data() + at);
        return moved;
    };
}

}  // namespace

LHITS_TEST(lyapunov_exponent_of_a_linear_map, 1) {
    const auto map = each(2, [](double* x) {
        const double y = 0.5 * x[0] + 0.1 * x[1];
        x[0] = 0.9 * x[0];
        x[1] = y;
    });
    // The eigenvalues are 0.9 and 0.1; an interval is a quarter of a time unit.
    const auto found = lyapunov_exponents(map, States{1.0, 2.0, -0.5, 0.0}, 2,
                                          {.interval = 0.25, .settling = 30, .intervals = 50});
    for (const double exponent : found) {
        BOOST_TEST(exponent == std::log(0.9) / 0.25, boost::test_tools::tolerance(1e-8));
    }
}

LHITS_TEST(lyapunov_exponent_of_the_cat_map, 1) {
    // On the torus; a twin is taken across its seams with its state.
    const auto map = [](std::span<const double> states) {
        States moved(states.size());
        for (std::size_t at = 0; at < states.size(); at += 2) {
            const double x = states[at];
            const double y = states[at + 1];
            moved[at] = 2.0 * x + y;
            moved[at + 1] = x + y;
        }
        for (std::size_t i = 0; i < moved.size() / 2; ++i) {
            const double turns = std::floor(moved[i]);
            moved[i] -= turns;
            moved[moved.size() / 2 + i] -= turns;
        }
        return moved;
    };
    const auto found = lyapunov_exponents(map, States{0.1, 0.7, std::sqrt(0.5), 0.3}, 2,
                                          {.settling = 20, .intervals = 200});
    for (const double exponent : found) {
        BOOST_TEST(exponent == std::log(0.5 * (3.0 + std::sqrt(5.0))),
                   boost::test_tools::tolerance(1e-7));
    }
}

namespace {

/// The Henon map in double or single precision: mean exponent over four members.
template <class Real>
double henon_exponent(double distance) {
    const auto map = each(2, [](double* state) {
        const auto x = static_cast<Real>(state[0]);
        const auto y = static_cast<Real>(state[1]);
        state[0] = static_cast<double>(1 - static_cast<Real>(1.4) * x * x + y);
        state[1] = static_cast<double>(static_cast<Real>(0.3) * x);
    });
    const auto found =
        lyapunov_exponents(map, States{0.1, 0.1, 0.2, 0.1, 0.3, 0.1, 0.4, 0.1}, 4,
                           {.settling = 100, .intervals = 30000, .distance = distance});
    return (found[0] + found[1] + found[2] + found[3]) / 4.0;
}

}  // namespace

// 0.418 (Wolf, Swift, Swinney, Vastano, Physica D 16 (1985) 285, Table 1: 0.603 bits), however far
// apart the twins are; also in single precision, as a surrogate computes, where they must be
// further apart.
LHITS_TEST(lyapunov_exponent_of_the_henon_map, 1) {
    for (const double distance : {1e-4, 1e-7, 1e-10}) {
        BOOST_TEST(std::abs(henon_exponent<double>(distance) - 0.419) < 0.004);
    }
    for (const double distance : {1e-3, 1e-4}) {
        BOOST_TEST(std::abs(henon_exponent<float>(distance) - 0.419) < 0.004);
    }
}

LHITS_TEST(lyapunov_exponent_of_nothing_is_no_number, 1) {
    const auto meet = each(1, [](double* x) { *x = 0.0; });
    const auto blow_up = each(1, [](double* x) { *x = 1e200 * (1.0 + *x * *x); });
    const LyapunovSettings few{.settling = 0, .intervals = 5};
    BOOST_TEST(std::isnan(lyapunov_exponents(meet, States{1.0}, 1, few).front()));
    BOOST_TEST(std::isnan(lyapunov_exponents(blow_up, States{1.0}, 1, few).front()));
}
