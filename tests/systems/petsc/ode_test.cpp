#include "lhits/systems/ode.hpp"

#include <algorithm>
#include <cmath>

#include "lhits/base/error.hpp"
#include "lhits_test.hpp"

using namespace lhits;

namespace {

RandomStream draw(std::uint32_t index, Purpose purpose = Purpose::initial_condition_train) {
    return RandomStream(7, purpose, index);
}

/// The times at which the first variable rises through zero, between samples.
std::vector<double> rising_zeros(const std::vector<double>& samples, std::size_t n,
                                 std::size_t variable, double dt) {
    std::vector<double> times;
    for (std::size_t t = 0; (t + 2) * n <= samples.size(); ++t) {
        const double now = samples[t * n + variable];
        const double next = samples[(t + 1) * n + variable];
        if (now < 0.0 && next >= 0.0)
            times.push_back(dt * (static_cast<double>(t) + now / (now - next)));
    }
    return times;
}

OdeParameters tight(const std::string& equation) {
    OdeParameters parameters(equation);
    parameters.relative_tolerance = 1e-13;
    parameters.absolute_tolerance = 1e-15;
    parameters.petsc_options = "-ts_rk_type 8vr";
    return parameters;
}

}  // namespace

LHITS_TEST(ode_has_the_settings_of_the_paper, 1) {
    const OdeParameters hyperbolic("hyperbolic");
    BOOST_TEST((hyperbolic.coefficients == std::vector<double>{-0.05, -1.0}));
    BOOST_TEST(hyperbolic.dt == 0.01);
    BOOST_TEST((OdeParameters("cubic").coefficients == std::vector<double>{0.1, 2.0}));
    const OdeParameters lorenz("lorenz");
    BOOST_TEST((lorenz.coefficients == std::vector<double>{10.0, 28.0, 8.0 / 3.0}));
    BOOST_TEST(lorenz.dt == 5e-4);
    BOOST_TEST(lorenz.spin_up == 1e4 * lorenz.dt, boost::test_tools::tolerance(1e-15));
    BOOST_CHECK_THROW(OdeParameters("no-such"), InputError);
}

LHITS_TEST(ode_draws_lie_in_the_boxes, 1) {
    const Ode system(OdeParameters("van-der-pol"));
    double train = 0.0, test = 0.0;
    for (std::uint32_t i = 0; i < 200; ++i) {
        train = std::max(train, std::abs(system.initial_state(draw(i))[1]));
        for (const auto purpose :
             {Purpose::initial_condition_validation, Purpose::initial_condition_test}) {
            const auto state = system.initial_state(draw(i, purpose));
            BOOST_TEST(std::abs(state[0]) <= 2.0);
            test = std::max(test, std::abs(state[1]));
        }
    }
    BOOST_TEST((train > 3.5 && train <= 4.0));
    BOOST_TEST((test > 1.8 && test <= 2.0));
    const auto hopf = Ode(OdeParameters("hopf")).initial_state(draw(0));
    BOOST_TEST((hopf[0] >= -0.2 && hopf[0] <= 0.6));
    OdeParameters upside_down("cubic");
    upside_down.test_box = {0.0, 1.0, 1.0, 0.0};
    BOOST_CHECK_THROW(Ode{upside_down}, InputError);
}

// x = x0 exp(mu t), y = y0 exp(lambda t) + lambda x0^2 (exp(lambda t) - exp(2 mu t)) / (2 mu -
// lambda).
LHITS_TEST(ode_hyperbolic_follows_its_solution, 1) {
    const Ode system{OdeParameters{}};
    const std::vector<double> start{0.9, -0.7};
    const auto samples = system.integrate(start, 5120, false, {});
    BOOST_TEST_REQUIRE(samples.size() == 2U * 5121U);
    BOOST_TEST((samples[0] == 0.9 && samples[1] == -0.7));
    double worst = 0.0;
    for (std::size_t k = 0; k <= 5120; ++k) {
        const double t = 0.01 * static_cast<double>(k), mu = -0.05, lambda = -1.0;
        const double x = 0.9 * std::exp(mu * t);
        const double y =
            -0.7 * std::exp(lambda * t) +
            lambda * 0.81 * (std::exp(lambda * t) - std::exp(2.0 * mu * t)) / (2.0 * mu - lambda);
        worst = std::max({worst, std::abs(samples[2 * k] - x), std::abs(samples[2 * k + 1] - y)});
    }
    BOOST_TEST_MESSAGE("largest error " << worst);
    BOOST_TEST(worst < 1e-10);
}

// d/dt (x^4 + y^4) / 4 = -0.1 (x^6 + y^6), summed along the trajectory by Simpson's rule.
LHITS_TEST(ode_cubic_loses_what_it_should, 1) {
    const Ode system(OdeParameters("cubic"));
    constexpr std::size_t steps = 2000;
    const auto s = system.integrate(std::vector<double>{0.8, -0.9}, steps, false, {});
    const auto energy = [&](std::size_t k) {
        return (std::pow(s[2 * k], 4) + std::pow(s[2 * k + 1], 4)) / 4.0;
    };
    double lost = 0.0;
    for (std::size_t k = 0; k <= steps; ++k) {
        const double weight = k == 0 || k == steps ? 1.0 : k % 2 == 1 ? 4.0 : 2.0;
        lost += weight * 0.01 / 3.0 * 0.1 * (std::pow(s[2 * k], 6) + std::pow(s[2 * k + 1], 6));
    }
    BOOST_TEST(energy(0) - energy(steps) == lost, boost::test_tools::tolerance(1e-7));
    BOOST_TEST(lost > 0.5 * energy(0));
}

LHITS_TEST(ode_van_der_pol_has_its_period, 1) {
    const Ode system(OdeParameters("van-der-pol"));
    const auto zeros =
        rising_zeros(system.integrate(std::vector<double>{2.0, 0.0}, 20000, false, {}), 2, 0, 0.01);
    BOOST_TEST_REQUIRE(zeros.size() > 20U);
    const auto periods = static_cast<double>(zeros.size() - 6);
    BOOST_TEST(std::abs((zeros.back() - zeros[5]) / periods - 7.62987) < 1e-4);
}

LHITS_TEST(ode_hopf_ends_on_its_circle, 1) {
    const Ode system(OdeParameters("hopf"));
    const auto s = system.integrate(std::vector<double>{0.36, 1.5, 0.2}, 5120, false, {});
    for (std::size_t k = 4000; k <= 5120; k += 10) {
        BOOST_TEST(s[3 * k] == 0.36);
        BOOST_TEST(std::abs(std::hypot(s[3 * k + 1], s[3 * k + 2]) - 0.6) < 1e-9);
    }
    // Clockwise with angular frequency 1.
    const double angle =
        std::atan2(s[3 * 5120 + 2], s[3 * 5120 + 1]) - std::atan2(s[3 * 5020 + 2], s[3 * 5020 + 1]);
    BOOST_TEST(std::abs(std::remainder(angle + 1.0, 6.283185307179586)) < 1e-9);
}

LHITS_TEST(ode_lorenz_rests_at_its_fixed_points_and_contracts, 1) {
    OdeParameters parameters("lorenz");
    const Ode system(parameters);
    const double r = std::sqrt(72.0);
    const auto rest = system.integrate(std::vector<double>{r, r, 27.0}, 2000, false, {});
    BOOST_TEST(std::abs(rest[3 * 2000] - r) < 1e-9);
    // A small volume shrinks by exp(-(sigma + 1 + beta) t).
    constexpr double size = 1e-5;
    const std::vector<double> at{3.0, -2.0, 20.0};
    constexpr std::size_t steps = 400;
    double edge[3][3];
    for (std::size_t i = 0; i < 3; ++i) {
        auto forth = at, back = at;
        forth[i] += size;
        back[i] -= size;
        const auto one = system.integrate(forth, steps, false, {}),
                   other = system.integrate(back, steps, false, {});
        for (std::size_t j = 0; j < 3; ++j)
            edge[i][j] = (one[3 * steps + j] - other[3 * steps + j]) / (2.0 * size);
    }
    const double volume = edge[0][0] * (edge[1][1] * edge[2][2] - edge[1][2] * edge[2][1]) -
                          edge[0][1] * (edge[1][0] * edge[2][2] - edge[1][2] * edge[2][0]) +
                          edge[0][2] * (edge[1][0] * edge[2][1] - edge[1][1] * edge[2][0]);
    BOOST_TEST(std::log(volume) == -(41.0 / 3.0) * 5e-4 * steps,
               boost::test_tools::tolerance(1e-4));
}

// Against the eighth-order method at the limit of rounding.
LHITS_TEST(ode_defaults_are_accurate, 1) {
    for (const std::string equation : {"cubic", "van-der-pol", "hopf", "lorenz"}) {
        const Ode system{OdeParameters(equation)};
        const Ode reference{tight(equation)};
        const auto start = system.initial_state(draw(3));
        const auto found = system.integrate(start, 1000, false, {});
        const auto exact = reference.integrate(start, 1000, false, {});
        double worst = 0.0;
        for (std::size_t i = 0; i < found.size(); ++i)
            worst = std::max(worst, std::abs(found[i] - exact[i]));
        BOOST_TEST_MESSAGE(equation << ": " << worst);
        BOOST_TEST(worst < 1e-8);
    }
}

LHITS_TEST(ode_bits_of_a_member_are_its_own, 1) {
    const Ode system(OdeParameters("lorenz"));
    std::vector<double> starts;
    for (std::uint32_t i = 0; i < 3; ++i) {
        const auto one = system.initial_state(draw(i));
        starts.insert(starts.end(), one.begin(), one.end());
    }
    std::vector<double> fractions;
    const auto together =
        system.integrate(starts, 100, true, [&](double f) { fractions.push_back(f); });
    BOOST_TEST((std::is_sorted(fractions.begin(), fractions.end()) && fractions.back() == 1.0));
    for (std::size_t m = 0; m < 3; ++m) {
        const auto alone = system.integrate(std::span(starts).subspan(3 * m, 3), 100, true, {});
        BOOST_TEST(std::equal(alone.begin(), alone.end(),
                              together.begin() + static_cast<std::ptrdiff_t>(m * alone.size())));
    }
    // A spin-up of 5 time units is 10000 samples.
    const auto plain = system.integrate(std::span(starts).first(3), 10000, false, {});
    for (std::size_t j = 0; j < 3; ++j) BOOST_TEST(std::abs(plain[30000 + j] - together[j]) < 1e-6);
}

LHITS_TEST(ode_takes_only_options_that_petsc_knows, 1) {
    OdeParameters parameters("cubic");
    parameters.petsc_options = "-ts_rk_type 3bs -ts_adapt_dt_max 0.005";
    BOOST_TEST(Ode(parameters).integrate(std::vector<double>{0.5, 0.5}, 3, false, {}).size() == 8U);
    for (const std::string bad :
         {"-ts_rk_typ 3bs", "-ts_type nonsense", "-ts_adapt_dt_max small", "what"}) {
        parameters.petsc_options = bad;
        try {
            const Ode refused(parameters);
            BOOST_TEST(false, "accepted: " << bad);
        } catch (const InputError& error) {
            BOOST_TEST_MESSAGE(error.what());
            BOOST_TEST(std::string(error.what()).find("system.petsc_options") == 0U);
        }
    }
}

LHITS_TEST(ode_says_where_a_solution_ends, 1) {
    OdeParameters parameters("cubic");
    parameters.coefficients = {-1.0, 0.0};  // x' = x^3: a pole at t = 1 / (2 x^2)
    try {
        Ode(parameters).integrate(std::vector<double>{1.0, 0.0}, 100, false, {});
        BOOST_TEST(false, "went through a pole");
    } catch (const Failure& failure) {
        BOOST_TEST_MESSAGE(failure.what());
        BOOST_TEST(std::string(failure.what()).find("ode: expected a solution up to time 0.5") ==
                   0U);
    }
}
