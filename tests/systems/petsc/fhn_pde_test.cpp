#include "lhits/systems/fhn_pde.hpp"

#include <algorithm>
#include <cmath>

#include "lhits/base/error.hpp"
#include "lhits_test.hpp"

using namespace lhits;
using lhits::test::world;

namespace {

FhnPdeParameters on_points(std::int64_t points) {
    FhnPdeParameters parameters;
    parameters.points = points;
    parameters.dt = 0.05;
    return parameters;
}

/// From u = v = 0 at t = 0, as the benchmark is; samples from t = 0.
FhnPdeParameters benchmark(std::int64_t points) {
    auto parameters = on_points(points);
    parameters.spin_up = 0.0;
    return parameters;
}

std::vector<double> from_rest(const FhnPdeParameters& parameters, std::int64_t steps) {
    const FhnPde system(parameters, Communicator::self());
    return system.integrate(std::vector<double>(system.state_size(), 0.0), steps, false, {});
}

double largest(const std::vector<double>& a, const std::vector<double>& b) {
    BOOST_TEST_REQUIRE(a.size() == b.size());
    double worst = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i) worst = std::max(worst, std::abs(a[i] - b[i]));
    return worst;
}

/// The last sample at every `every`th point of u.
std::vector<double> last_u(const std::vector<double>& samples, std::size_t points,
                           std::size_t every) {
    std::vector<double> u;
    const double* state = samples.data() + samples.size() - 2 * points;
    for (std::size_t i = 0; i < points; i += every) u.push_back(state[i]);
    return u;
}

}  // namespace

LHITS_TEST(fhn_pde_is_of_second_order_in_space, 1) {
    const auto run = [](std::int64_t points) {
        auto parameters = benchmark(points);
        parameters.relative_tolerance = 1e-9;
        parameters.absolute_tolerance = 1e-11;
        return last_u(from_rest(parameters, 20), static_cast<std::size_t>(points),
                      static_cast<std::size_t>(points - 1) / 100);
    };
    const auto finest = run(3201);
    const double coarse = largest(run(401), finest), fine = largest(run(801), finest);
    BOOST_TEST_MESSAGE("errors " << coarse << ' ' << fine);
    // Against a reference of finite spacing: (1/4^2 - 1/16^2 ...) makes the ratio 4.2.
    BOOST_TEST(coarse / fine > 3.7);
    BOOST_TEST(coarse / fine < 4.7);
}

LHITS_TEST(fhn_pde_error_follows_the_tolerance, 1) {
    const auto run = [](double tolerance, const std::string& options) {
        auto parameters = benchmark(101);
        parameters.relative_tolerance = tolerance;
        parameters.absolute_tolerance = 0.01 * tolerance;
        parameters.petsc_options = options;
        return from_rest(parameters, 40);
    };
    const auto reference = run(1e-11, "-ts_arkimex_type 5");
    double before = 1.0;
    for (const double tolerance : {1e-4, 1e-6, 1e-8}) {
        const double error = largest(run(tolerance, ""), reference);
        BOOST_TEST_MESSAGE("tolerance " << tolerance << ": " << error);
        BOOST_TEST(error < 100.0 * tolerance);
        BOOST_TEST(error < 0.1 * before);
        before = error;
    }
    // Other methods, fully implicit, come to the same.
    BOOST_TEST(largest(run(1e-7, "-ts_type rosw"), reference) < 1e-4);
    BOOST_TEST(largest(run(1e-7, "-ts_type bdf"), reference) < 1e-3);
}

// With the exact Jacobian Newton's method needs few iterations; with an old one it does not arrive.
LHITS_TEST(fhn_pde_has_the_exact_jacobian, 1) {
    auto parameters = benchmark(101);
    const std::string method =
        "-ts_type beuler -ts_adapt_type none -ts_dt 0.01 -snes_linesearch_type basic -snes_max_it "
        "5 "
        "-snes_rtol 1e-12 -snes_stol 0 -snes_atol 1e-11";
    parameters.petsc_options = method;
    BOOST_TEST(from_rest(parameters, 40).size() == 41U * 202U);
    parameters.petsc_options = method + " -snes_lag_jacobian 1000";
    BOOST_CHECK_THROW(from_rest(parameters, 40), InputError);
}

// Without inflow a uniform state stays uniform and follows the kinetics, here by the classical
// Runge-Kutta method.
LHITS_TEST(fhn_pde_uniform_states_follow_the_kinetics, 1) {
    auto parameters = benchmark(33);
    parameters.inflow = 0.0;
    parameters.relative_tolerance = 1e-9;
    parameters.absolute_tolerance = 1e-11;
    const FhnPde system(parameters, Communicator::self());
    std::vector<double> start(66, 0.3);
    std::fill(start.begin() + 33, start.end(), 0.02);
    const auto samples = system.integrate(start, 40, false, {});
    double u = 0.3, v = 0.02;
    const auto du = [](double x, double y) {
        return (x * (x - 0.1) * (1.0 - x) - y + 0.05) / 0.015;
    };
    const auto dv = [](double x, double y) { return 0.5 * x - 2.0 * y + 0.05; };
    double worst = 0.0;
    for (std::size_t k = 0; k <= 40; ++k) {
        for (std::size_t i = 0; i < 33; ++i) {
            worst = std::max(
                {worst, std::abs(samples[k * 66 + i] - u), std::abs(samples[k * 66 + 33 + i] - v)});
        }
        for (int step = 0; step < 500; ++step) {
            const double h = 1e-4;
            const double u1 = du(u, v), v1 = dv(u, v);
            const double u2 = du(u + h / 2 * u1, v + h / 2 * v1),
                         v2 = dv(u + h / 2 * u1, v + h / 2 * v1);
            const double u3 = du(u + h / 2 * u2, v + h / 2 * v2),
                         v3 = dv(u + h / 2 * u2, v + h / 2 * v2);
            const double u4 = du(u + h * u3, v + h * v3), v4 = dv(u + h * u3, v + h * v3);
            u += h / 6 * (u1 + 2 * u2 + 2 * u3 + u4);
            v += h / 6 * (v1 + 2 * v2 + 2 * v3 + v4);
        }
    }
    BOOST_TEST_MESSAGE("largest error " << worst);
    BOOST_TEST(worst < 1e-6);
}

// The amount of u changes by what flows in and what reacts: d/dt int u = -epsilon u_x(0) + int R,
// both sides by the trapezoidal rule in x (exact for this scheme) and Simpson's in t.
LHITS_TEST(fhn_pde_inflow_arrives, 1) {
    constexpr std::size_t points = 201, n = 2 * points, steps = 400;
    auto parameters = benchmark(points);
    parameters.dt = 0.0025;
    parameters.relative_tolerance = 1e-9;
    parameters.absolute_tolerance = 1e-11;
    const auto samples = from_rest(parameters, steps);
    const auto integral = [&](std::size_t k, auto&& of) {
        double sum = 0.0;
        for (std::size_t i = 0; i < points; ++i) {
            const double weight = (i == 0 || i + 1 == points ? 0.5 : 1.0) / 200.0;
            sum += weight * of(samples[k * n + i], samples[k * n + points + i]);
        }
        return sum;
    };
    double gained = 0.0, flowed_in = 0.0;
    for (std::size_t k = 0; k <= steps; ++k) {
        const double weight = (k == 0 || k == steps ? 1.0 : k % 2 == 1 ? 4.0 : 2.0) * 0.0025 / 3.0;
        const double t = 0.0025 * static_cast<double>(k);
        const double inflow = 0.015 * 50000.0 * t * t * t * std::exp(-15.0 * t);
        flowed_in += weight * inflow;
        gained += weight * (inflow + integral(k, [](double u, double v) {
                                return (u * (u - 0.1) * (1.0 - u) - v + 0.05) / 0.015;
                            }));
    }
    const double amount = integral(steps, [](double u, double) { return u; });
    BOOST_TEST_MESSAGE("amount " << amount << ", of it inflow " << flowed_in);
    BOOST_TEST(std::abs(amount - gained) < 1e-5);
    BOOST_TEST(flowed_in > 0.05);
}

LHITS_TEST(fhn_pde_is_the_same_on_any_team, 1, 2, 4) {
    auto parameters = on_points(67);
    parameters.spin_up = 0.2;
    parameters.relative_tolerance = 1e-4;  // few steps: each waits for the slowest rank
    const FhnPde alone(parameters, Communicator::self());
    const FhnPde shared(parameters, world());
    const auto start = alone.initial_state(RandomStream(5, Purpose::initial_condition_train, 0));
    const auto expected = alone.integrate(start, 4, true, {});
    std::vector<double> fractions;
    const auto found = shared.integrate(start, 4, true, [&](double f) { fractions.push_back(f); });
    BOOST_TEST((std::is_sorted(fractions.begin(), fractions.end()) && fractions.back() == 1.0));
    if (world().rank() > 0) {
        BOOST_TEST(found.empty());
        return;
    }
    const double difference = largest(found, expected);
    BOOST_TEST_MESSAGE(world().size() << " ranks: " << difference);
    BOOST_TEST(difference < (world().size() == 1 ? 1e-300 : 1e-9));
}

LHITS_TEST(fhn_pde_small_grids_are_for_small_teams, 4) {
    BOOST_CHECK_THROW(FhnPde(on_points(11), world()), InputError);
    BOOST_TEST(FhnPde(on_points(12), world()).state_size() == 24U);
}

LHITS_TEST(fhn_pde_samples_begin_after_the_spin_up, 1) {
    const FhnPde system(on_points(51), Communicator::self());
    const auto draw = [&](std::uint32_t index) {
        return system.initial_state(RandomStream(5, Purpose::initial_condition_train, index));
    };
    BOOST_TEST((draw(0) != draw(1)));
    auto starts = draw(0);
    const auto other = draw(1);
    starts.insert(starts.end(), other.begin(), other.end());
    const auto both = system.integrate(starts, 10, true, {});
    const auto second = system.integrate(other, 10, true, {});
    BOOST_TEST(std::equal(second.begin(), second.end(),
                          both.begin() + static_cast<std::ptrdiff_t>(second.size())));
    // Going on from a sample: the inflow is over, and only the time steps are others.
    const std::span<const double> fifth(second.data() + 5 * 102, 102);
    const auto rest = system.integrate(fifth, 5, false, {});
    BOOST_TEST(std::equal(fifth.begin(), fifth.end(), rest.begin()));
    BOOST_TEST(largest(rest, {second.begin() + 5 * 102, second.end()}) < 1e-4);
    // Whereas the benchmark's own time zero has it before it.
    auto early = on_points(51);
    early.spin_up = 0.0;
    const auto pulse = FhnPde(early, Communicator::self()).integrate(fifth, 5, false, {});
    BOOST_TEST(largest(pulse, rest) > 0.1);
}

LHITS_TEST(fhn_pde_takes_only_options_that_petsc_knows, 1, 2) {
    auto parameters = on_points(51);
    parameters.petsc_options = "-ts_type bdf -ksp_type gmres -pc_type bjacobi -sub_pc_type lu";
    BOOST_TEST(FhnPde(parameters, world()).kind() == "fhn-pde");
    for (const std::string bad : {"-ts_tpye bdf", "-ksp_type nonsense", "bdf"}) {
        parameters.petsc_options = bad;
        BOOST_CHECK_THROW(FhnPde(parameters, world()), InputError);
    }
}
