// The system on it: family of initial conditions, attractors, sampling.
#include "lhits/systems/fhn_lattice_boltzmann.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "lhits/base/error.hpp"
#include "lhits_test.hpp"

using lhits::FhnLatticeBoltzmann;
using lhits::FhnLatticeBoltzmannParameters;
using lhits::Purpose;
using lhits::RandomStream;

namespace {

constexpr std::size_t points = 101;
constexpr std::size_t n = 2 * points;

RandomStream draw(std::uint32_t index) {
    return RandomStream(7, Purpose::initial_condition_train, index);
}

/// Where u first changes sign, between grid points.
double first_crossing(const std::vector<double>& state) {
    for (std::size_t i = 1; i < points; ++i)
        if (state[i - 1] * state[i] <= 0.0)
            return 0.2 * (static_cast<double>(i) - state[i] / (state[i] - state[i - 1]));
    return -1.0;
}

/// What a limit cycle looks like: period at the middle point, smallest and largest u and v.
struct Cycle {
    double period = 0.0;
    std::array<double, 2> low{9.0, 9.0}, high{-9.0, -9.0};
};

/// From row-major samples one time unit apart, without the first `transient` of them.
Cycle cycle_of(const std::vector<double>& samples, std::size_t transient) {
    Cycle cycle;
    const auto u = [&](std::size_t t) { return samples[t * n + points / 2]; };
    std::vector<double> crossings;
    for (std::size_t t = transient; (t + 2) * n <= samples.size(); ++t)
        if (u(t) < 0.0 && u(t + 1) >= 0.0)
            crossings.push_back(static_cast<double>(t) + u(t) / (u(t) - u(t + 1)));
    BOOST_TEST_REQUIRE(crossings.size() > 5U);
    cycle.period =
        (crossings.back() - crossings.front()) / static_cast<double>(crossings.size() - 1);
    for (std::size_t i = transient * n; i < samples.size(); ++i) {
        const std::size_t c = i % n / points;
        cycle.low[c] = std::min(cycle.low[c], samples[i]);
        cycle.high[c] = std::max(cycle.high[c], samples[i]);
    }
    BOOST_TEST_MESSAGE("period " << cycle.period << ", u " << cycle.low[0] << ' ' << cycle.high[0]
                                 << ", v " << cycle.low[1] << ' ' << cycle.high[1]);
    return cycle;
}

/// The same equations by central differences and explicit Euler steps: shares nothing with the
/// lattice. Samples one time unit apart.
std::vector<double> finite_differences(std::vector<double> now, std::size_t steps) {
    const double dt = 0.0025, dx = 0.2;
    std::vector<double> next(n), samples(now);
    for (std::size_t sample = 0; sample < steps; ++sample) {
        for (int i = 0; i < 400; ++i) {
            for (std::size_t x = 0; x < points; ++x) {
                const std::size_t left = x > 0 ? x - 1 : x, right = x + 1 < points ? x + 1 : x;
                const double u = now[x], v = now[points + x];
                const double u_xx = (now[left] - 2 * u + now[right]) / (dx * dx);
                const double v_xx = (now[points + left] - 2 * v + now[points + right]) / (dx * dx);
                next[x] = u + dt * (u_xx + u - u * u * u - v);
                next[points + x] = v + dt * (4.0 * v_xx + 0.006 * (u - 2.0 * v + 0.03));
            }
            now.swap(next);
        }
        samples.insert(samples.end(), now.begin(), now.end());
    }
    return samples;
}

}  // namespace

LHITS_TEST(fhn_draws_lie_in_the_family, 1) {
    const FhnLatticeBoltzmann system{FhnLatticeBoltzmannParameters{}};
    double lowest = 20.0, highest = 0.0;
    for (std::uint32_t index = 0; index < 300; ++index) {
        const auto state = system.initial_state(draw(index));
        BOOST_TEST_REQUIRE(state.size() == n);
        const double crossing = first_crossing(state);
        lowest = std::min(lowest, crossing);
        highest = std::max(highest, crossing);
        for (std::size_t i = 0; i < points; ++i) {
            if (i > 0) BOOST_TEST_REQUIRE(state[i] >= state[i - 1]);
            BOOST_TEST_REQUIRE(std::abs(state[i]) <= 1.6);
            BOOST_TEST_REQUIRE(state[points + i] == 0.12 * state[i]);
        }
    }
    BOOST_TEST(lowest >= 4.99);  // the crossing between grid points is a chord's
    BOOST_TEST(lowest < 6.0);
    BOOST_TEST(highest <= 15.01);
    BOOST_TEST(highest > 14.0);
    BOOST_TEST((system.initial_state(draw(3)) == system.initial_state(draw(3))));
    BOOST_TEST((system.initial_state(draw(3)) != system.initial_state(draw(4))));
}

LHITS_TEST(fhn_impossible_crossing_is_refused, 1) {
    FhnLatticeBoltzmannParameters parameters;
    parameters.crossing = {-30.0, -29.0};
    BOOST_CHECK_THROW(FhnLatticeBoltzmann(parameters).initial_state(draw(0)), lhits::InputError);
    parameters.crossing = {5.0, 15.0};
    parameters.offset = {2.0, 3.0};  // u is positive everywhere
    BOOST_CHECK_THROW(FhnLatticeBoltzmann(parameters).initial_state(draw(0)), lhits::InputError);
}

LHITS_TEST(fhn_samples_are_where_they_should_be, 1) {
    FhnLatticeBoltzmannParameters parameters;
    const FhnLatticeBoltzmann system(parameters);
    BOOST_TEST(system.dt() == 1.0, boost::test_tools::tolerance(1e-15));
    BOOST_TEST(system.state_size() == n);
    const auto layout = system.layout();
    BOOST_TEST(layout.axes[0].places[points - 1] == 20.0, boost::test_tools::tolerance(1e-15));
    BOOST_TEST(layout.axes[0].places[points] == 0.0);
    BOOST_TEST(layout.component[points] == 1);
    const auto start = system.initial_state(draw(1));
    const auto plain = system.integrate(start, 5, false, {});
    BOOST_TEST(plain.size() == 6 * n);
    BOOST_TEST(std::equal(start.begin(), start.end(), plain.begin()));
    // The spin-up is two samples long: the same trajectory, two samples later.
    const auto later = system.integrate(start, 3, true, {});
    BOOST_TEST(later.size() == 4 * n);
    BOOST_TEST(std::equal(later.begin(), later.end(), plain.begin() + 2 * n));
    // Samples half as far apart pass through the same states.
    parameters.sample_every = 100;
    const auto finer = FhnLatticeBoltzmann(parameters).integrate(start, 10, false, {});
    BOOST_TEST(std::equal(plain.begin() + n, plain.begin() + 2 * n, finer.begin() + 2 * n));
}

LHITS_TEST(fhn_bits_of_a_member_are_its_own, 1) {
    const FhnLatticeBoltzmann system{FhnLatticeBoltzmannParameters{}};
    std::vector<double> starts;
    for (std::uint32_t index = 0; index < 3; ++index) {
        const auto start = system.initial_state(draw(index));
        starts.insert(starts.end(), start.begin(), start.end());
    }
    const auto together = system.integrate(starts, 5, true, {});
    BOOST_TEST_REQUIRE(together.size() == 3 * 6 * n);
    for (std::size_t m = 0; m < 3; ++m) {
        const auto alone = system.integrate(std::span(starts).subspan(m * n, n), 5, true, {});
        BOOST_TEST(std::equal(alone.begin(), alone.end(),
                              together.begin() + static_cast<std::ptrdiff_t>(m * alone.size())));
    }
}

LHITS_TEST(fhn_progress_rises_to_one_and_can_stop, 1) {
    const FhnLatticeBoltzmann system{FhnLatticeBoltzmannParameters{}};
    const auto start = system.initial_state(draw(0));
    std::vector<double> fractions;
    system.integrate(start, 100, true, [&](double f) { fractions.push_back(f); });
    BOOST_TEST(fractions.size() > 2U);
    BOOST_TEST(std::is_sorted(fractions.begin(), fractions.end()));
    BOOST_TEST(fractions.back() == 1.0);
    BOOST_CHECK_THROW(
        system.integrate(start, 100, true, [](double) { throw lhits::Stopped("enough"); }),
        lhits::Stopped);
}

// The populations start in equilibrium whatever the step, and the error at a fixed spacing is of
// first order in the step.
LHITS_TEST(fhn_coarser_solvers_converge, 1) {
    FhnLatticeBoltzmannParameters parameters;
    parameters.time_step = 0.00125;
    parameters.sample_every = 800;
    const FhnLatticeBoltzmann system(parameters);
    const auto start = system.initial_state(draw(1));
    const auto exact = system.integrate(start, 20, false, {});
    std::vector<double> errors;
    for (int level = 1; level <= 3; ++level) {
        const auto coarse = system.coarser(level);
        BOOST_TEST(coarse->dt() == system.dt());
        const auto found = coarse->integrate(start, 20, false, {});
        double largest = 0.0;
        for (std::size_t i = 0; i < exact.size(); ++i) {
            largest = std::max(largest, std::abs(found[i] - exact[i]));
        }
        errors.push_back(largest);
    }
    BOOST_TEST_MESSAGE("errors " << errors[0] << ' ' << errors[1] << ' ' << errors[2]);
    // Errors against level 0 itself grow like 2^level - 1 at first order.
    BOOST_TEST(errors[1] / errors[0] > 2.5);
    BOOST_TEST(errors[1] / errors[0] < 3.5);
    BOOST_TEST(errors[2] / errors[1] > 2.0);
    BOOST_TEST(errors[2] / errors[1] < 2.8);
}

LHITS_TEST(fhn_coarser_solvers_sample_at_the_same_times, 1) {
    FhnLatticeBoltzmannParameters parameters;
    parameters.sample_every = 200;
    const FhnLatticeBoltzmann system(parameters);
    BOOST_TEST(system.coarser(3)->time_step() == 1.0 / 25.0);
    BOOST_TEST(system.coarser(4)->time_step() == 1.0 / 13.0);  // 12.5 steps a sample
    BOOST_TEST(system.coarser(7)->time_step() == 0.5);
    BOOST_TEST(system.coarser(8) == nullptr);
}

LHITS_TEST(fhn_overflow_says_when_and_what_to_change, 1) {
    FhnLatticeBoltzmannParameters parameters;
    parameters.time_step = 3.0;
    const FhnLatticeBoltzmann system(parameters);
    try {
        system.integrate(system.initial_state(draw(0)), 100, false, {});
        BOOST_FAIL("accepted");
    } catch (const lhits::Failure& failure) {
        const std::string message = failure.what();
        BOOST_TEST_MESSAGE(message);
        BOOST_TEST(message.find("by time 600;") != std::string::npos);
        BOOST_TEST(message.find("system.time_step") != std::string::npos);
    }
    const FhnLatticeBoltzmann good{FhnLatticeBoltzmannParameters{}};
    std::vector<double> wrong(n, std::numeric_limits<double>::quiet_NaN());
    BOOST_CHECK_THROW(good.integrate(wrong, 1, false, {}), lhits::Failure);
    wrong.resize(n - 1);
    BOOST_CHECK_THROW(good.integrate(wrong, 1, false, {}), lhits::Failure);
}

// Values of this lattice, the same from every initial condition tried; a time step five times
// smaller changes the period by 0.03, half the spacing to 186.05.
LHITS_TEST(fhn_limit_cycle_has_its_period_and_range, 1) {
    const FhnLatticeBoltzmann system{FhnLatticeBoltzmannParameters{}};
    const auto start = system.front(1.0, 10.0, -0.2);
    const auto cycle = cycle_of(system.integrate(start, 5120, true, {}), 3000);
    BOOST_TEST(std::abs(cycle.period - 186.42) < 0.1);
    BOOST_TEST(std::abs(cycle.low[0] + 1.0196) < 0.001);
    BOOST_TEST(std::abs(cycle.high[0] - 1.0198) < 0.001);
    BOOST_TEST(std::abs(cycle.low[1] + 0.1483) < 0.001);
    BOOST_TEST(std::abs(cycle.high[1] - 0.1496) < 0.001);
    const auto other = cycle_of(finite_differences(start, 4200), 3000);
    BOOST_TEST(std::abs(cycle.period - other.period) < 0.5);
    for (std::size_t c = 0; c < 2; ++c) {
        BOOST_TEST(std::abs(cycle.low[c] - other.low[c]) < 0.001);
        BOOST_TEST(std::abs(cycle.high[c] - other.high[c]) < 0.001);
    }
}

LHITS_TEST(fhn_has_three_attractors, 1) {
    const FhnLatticeBoltzmann system{FhnLatticeBoltzmannParameters{}};
    const auto end = [&](double centre) {
        const auto all = system.integrate(system.front(1.0, centre, 0.0), 3000, true, {});
        return std::vector<double>(all.end() - n, all.end());
    };
    // Largest distance from the uniform state (u, v).
    const auto distance = [](const std::vector<double>& state, double u, double v) {
        double largest = 0.0;
        for (std::size_t i = 0; i < n; ++i)
            largest = std::max(largest, std::abs(state[i] - (i < points ? u : v)));
        return largest;
    };
    // Uniform and steady: u - u^3 - v = 0 and u - 2 v + 0.03 = 0.
    BOOST_TEST(distance(end(2.0), -0.7217, -0.3458) < 1e-3);
    BOOST_TEST(distance(end(18.2), 0.6916, 0.3608) < 1e-3);
    const auto moving = end(10.0);
    BOOST_TEST(*std::max_element(moving.begin(), moving.end()) > 0.8);
    BOOST_TEST(*std::min_element(moving.begin(), moving.end()) < -0.8);
}
