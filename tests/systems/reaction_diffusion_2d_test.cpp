#include "lhits/systems/reaction_diffusion_2d.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>

#include "lhits/base/error.hpp"
#include "lhits_test.hpp"

using lhits::Communicator;
using lhits::ReactionDiffusion2d;
using lhits::ReactionDiffusion2dParameters;
using lhits::test::world;

namespace {

using State = std::vector<double>;

ReactionDiffusion2dParameters small(std::int64_t points, double time_step = 0.05) {
    ReactionDiffusion2dParameters parameters;
    parameters.points = points;
    parameters.length = static_cast<double>(points) * 20.0 / 96.0;
    parameters.time_step = time_step;
    parameters.spin_up = 1.0;
    return parameters;
}

ReactionDiffusion2d alone(const ReactionDiffusion2dParameters& parameters) {
    return {parameters, Communicator::self()};
}

State draw(const ReactionDiffusion2d& system, std::uint32_t index) {
    return system.initial_state(
        lhits::RandomStream(7, lhits::Purpose::initial_condition_train, index));
}

State after(const ReactionDiffusion2d& system, const State& start, std::int64_t steps) {
    const auto samples = system.integrate(start, steps, false, {});
    return {samples.end() - static_cast<std::ptrdiff_t>(start.size()), samples.end()};
}

double distance(const State& one, const State& other) {
    double largest = 0.0;
    for (std::size_t i = 0; i < one.size(); ++i)
        largest = std::max(largest, std::abs(one[i] - other[i]));
    return largest;
}

/// u = re(y, x), v = im(y, x) in cells of n rows and columns.
template <class Re, class Im>
State filled(std::size_t n, const Re& re, const Im& im) {
    State state(2 * n * n);
    for (std::size_t y = 0; y < n; ++y) {
        for (std::size_t x = 0; x < n; ++x) {
            state[y * n + x] = re(y, x);
            state[n * n + y * n + x] = im(y, x);
        }
    }
    return state;
}

}  // namespace

LHITS_TEST(rd_samples_are_where_they_should_be, 1) {
    auto parameters = small(16);
    parameters.spin_up = 0.3;
    const auto system = alone(parameters);
    BOOST_TEST(system.dt() == 0.05);
    BOOST_TEST(system.state_size() == 512U);
    const auto layout = system.layout();
    const double cell = 20.0 / 96.0;
    BOOST_TEST(layout.axes[0].places[17] == (-8.0 + 1.5) * cell,
               boost::test_tools::tolerance(1e-14));
    BOOST_TEST(layout.axes[1].places[17] == layout.axes[0].places[1]);
    BOOST_TEST(layout.axes[1].places[256] == -layout.axes[1].places[255]);
    BOOST_TEST(layout.component[255] == 0);
    BOOST_TEST(layout.component[256] == 1);
    auto both = draw(system, 1);
    const State start = both;
    const auto plain = system.integrate(start, 8, false, {});
    BOOST_TEST(plain.size() == 9 * 512U);
    BOOST_TEST(std::equal(start.begin(), start.end(), plain.begin()));
    const auto later = system.integrate(start, 2, true, {});
    BOOST_TEST(std::equal(later.begin(), later.end(), plain.begin() + 6 * 512));
    const auto other = draw(system, 2);
    both.insert(both.end(), other.begin(), other.end());
    const auto two = system.integrate(both, 2, true, {});
    BOOST_TEST(std::equal(later.begin(), later.end(), two.begin()));
}

LHITS_TEST(rd_draws_are_the_spirals_asked_for, 1) {
    auto parameters = small(24);
    parameters.pitch = {0.5, 0.6};
    const auto system = alone(parameters);
    const auto layout = system.layout();
    for (std::uint32_t index = 0; index < 20; ++index) {
        const auto state = draw(system, index);
        // One turn to the left about the middle.
        const auto angle_at = [&](std::size_t y, std::size_t x) {
            return std::atan2(state[576 + y * 24 + x], state[y * 24 + x]);
        };
        for (const auto& [y, x] : {std::pair{12, 12}, {12, 11}, {11, 11}, {11, 12}}) {
            const auto i = static_cast<std::size_t>(y * 24 + x);
            const double r = std::hypot(layout.axes[0].places[i], layout.axes[1].places[i]);
            BOOST_TEST(std::hypot(state[i], state[576 + i]) == std::tanh(r),
                       boost::test_tools::tolerance(1e-12));
        }
        const double quarter =
            std::remainder(angle_at(12, 11) - angle_at(12, 12), 2.0 * std::numbers::pi);
        BOOST_TEST(quarter == std::numbers::pi / 2.0, boost::test_tools::tolerance(1e-12));
        const double r =
            std::hypot(layout.axes[0].places[13 * 24 + 13], layout.axes[1].places[13 * 24 + 13]);
        const double inner =
            std::hypot(layout.axes[0].places[12 * 24 + 12], layout.axes[1].places[12 * 24 + 12]);
        const double pitch =
            std::remainder(angle_at(12, 12) - angle_at(13, 13), 2.0 * std::numbers::pi) /
            (r - inner);
        BOOST_TEST(pitch > 0.5);
        BOOST_TEST(pitch < 0.6);
    }
    BOOST_TEST((draw(system, 3) == draw(system, 3)));
    BOOST_TEST(distance(draw(system, 3), draw(system, 4)) > 0.1);
    parameters.both_hands = true;
    parameters.centre = 1.0;
    BOOST_TEST(distance(draw(alone(parameters), 3), draw(system, 3)) > 0.1);
    // Mirrored in the plane.
    const auto left = system.spiral(0.7, 0.0, 0.0, 0.0, 1.0);
    const auto right = system.spiral(0.7, 0.0, 0.0, 0.0, -1.0);
    const auto mirrored = filled(
        24, [&](std::size_t y, std::size_t x) { return left[(23 - y) * 24 + x]; },
        [&](std::size_t y, std::size_t x) { return left[576 + (23 - y) * 24 + x]; });
    BOOST_TEST(distance(mirrored, right) < 1e-14);
}

LHITS_TEST(rd_is_fourth_order_in_time, 1) {
    const auto end = [](std::int64_t steps) {
        const auto system = alone(small(32, 4.0 / static_cast<double>(steps)));
        const auto smooth = after(alone(small(32)), system.spiral(1.0, 0.3, 0.5, 0.2, 1.0), 40);
        return after(system, smooth, steps);
    };
    const auto exact = end(800);
    const double coarse = distance(end(50), exact), fine = distance(end(100), exact);
    const double order = std::log2(coarse / fine);
    BOOST_TEST_MESSAGE("errors " << coarse << ' ' << fine << ", order " << order);
    BOOST_TEST(order > 3.8);
    BOOST_TEST(order < 4.2);
}

// The third level interpolates between steps of two samples.
LHITS_TEST(rd_coarser_solvers_converge, 1) {
    auto parameters = small(16, 0.025);
    parameters.sample_every = 4;
    const auto system = alone(parameters);
    const auto start = after(system, draw(system, 0), 40);
    const auto samples = system.integrate(start, 20, false, {});
    std::vector<double> errors;
    for (int level = 1; level <= 3; ++level) {
        const auto coarse = system.coarser(level);
        BOOST_TEST(coarse->time_step() == std::ldexp(0.025, level));
        BOOST_TEST(coarse->dt() == system.dt());
        errors.push_back(distance(coarse->integrate(start, 20, false, {}), samples));
    }
    BOOST_TEST_MESSAGE("errors " << errors[0] << ' ' << errors[1] << ' ' << errors[2]);
    BOOST_TEST(errors[0] < 1e-4);
    for (const auto i : {1U, 2U}) {
        const double order = std::log2(errors[i] / errors[i - 1]);
        BOOST_TEST(order > 3.0);
        BOOST_TEST(order < 5.0);
    }
    BOOST_TEST(system.coarser(7) == nullptr);
}

// R' = R - R^3 and a phase that falls by beta R^2, from any R: towards (cos t, -sin t).
LHITS_TEST(rd_uniform_states_are_exact, 1) {
    for (const double radius : {1.0, 0.2, 1.7}) {
        auto parameters = small(8, 0.00625);
        parameters.beta = 1.3;
        const auto start = filled(
            8, [&](auto, auto) { return radius * std::cos(0.4); },
            [&](auto, auto) { return radius * std::sin(0.4); });
        const auto end = after(alone(parameters), start, 480);
        const double time = 3.0;
        const double square = 1.0 / (1.0 + (1.0 / (radius * radius) - 1.0) * std::exp(-2.0 * time));
        const double turned = 1.3 * (time - 0.5 * std::log(square / (radius * radius)));
        const auto exact = filled(
            8, [&](auto, auto) { return std::sqrt(square) * std::cos(0.4 - turned); },
            [&](auto, auto) { return std::sqrt(square) * std::sin(0.4 - turned); });
        BOOST_TEST(distance(end, exact) < 2e-8, "from radius " << radius);
    }
}

// exp((1 - d k^2) t), up to products of amplitudes.
LHITS_TEST(rd_small_modes_grow_and_decay_exactly, 1) {
    const std::size_t n = 18;
    auto parameters = small(n);
    parameters.diffusion = 0.2;
    const auto system = alone(parameters);
    for (const auto& modes : {std::pair{0, 0}, {1, 0}, {2, 3}, {0, 5}, {8, 7}, {9, 0}}) {
        const int mx = modes.first;
        const int my = modes.second;
        const double unit = 2.0 * std::numbers::pi / n;
        auto start = filled(
            n,
            [&](auto y, auto x) {
                return 1e-8 * std::cos(unit * mx * static_cast<double>(x)) *
                       std::cos(unit * my * static_cast<double>(y));
            },
            [](auto, auto) { return 0.0; });
        const auto end = after(system, start, 20);
        const double wave = 2.0 * std::numbers::pi / parameters.length;
        const double factor = std::exp(1.0 - 0.2 * wave * wave * (mx * mx + my * my));
        for (auto& value : start) value *= factor;
        BOOST_TEST(distance(end, start) < 1e-22, "mode " << mx << ", " << my);
    }
}

LHITS_TEST(rd_has_its_symmetries, 1) {
    const std::size_t n = 24;
    const auto system = alone(small(n));
    const auto start = system.spiral(1.1, 0.7, 0.6, -0.3, 1.0);
    const auto end = after(system, start, 100);
    BOOST_TEST(distance(end, start) > 0.5);
    const auto moved = [&](const State& state, const auto& from) {
        return filled(
            n, [&](auto y, auto x) { return state[from(y, x)]; },
            [&](auto y, auto x) { return state[n * n + from(y, x)]; });
    };
    const auto quarter = [](std::size_t y, std::size_t x) { return (n - 1 - x) * n + y; };
    const auto mirror = [](std::size_t y, std::size_t x) { return y * n + (n - 1 - x); };
    const auto shift = [](std::size_t y, std::size_t x) { return (y + 5) % n * n + (x + 17) % n; };
    BOOST_TEST(distance(after(system, moved(start, quarter), 100), moved(end, quarter)) < 1e-11);
    BOOST_TEST(distance(after(system, moved(start, mirror), 100), moved(end, mirror)) < 1e-11);
    BOOST_TEST(distance(after(system, moved(start, shift), 100), moved(end, shift)) < 1e-11);
    const auto turned = [](State state) {  // exp(i 0.9) w
        for (std::size_t i = 0; i < n * n; ++i) {
            const double u = state[i], v = state[n * n + i];
            state[i] = std::cos(0.9) * u - std::sin(0.9) * v;
            state[n * n + i] = std::sin(0.9) * u + std::cos(0.9) * v;
        }
        return state;
    };
    BOOST_TEST(distance(after(system, turned(start), 100), turned(end)) < 1e-11);
}

LHITS_TEST(rd_bits_do_not_depend_on_the_team, 2, 3, 4) {
    for (const std::int64_t points : {12, 36, 96}) {
        const auto parameters = small(points);
        const ReactionDiffusion2d team(parameters, world());
        const auto start = draw(team, 0);
        double done = 0.0;
        const auto shared =
            team.integrate(start, 40, true, [&](double fraction) { done = fraction; });
        BOOST_TEST(done == 1.0);
        if (world().rank() != 0) {
            BOOST_TEST(shared.empty());
            continue;
        }
        const auto one = alone(parameters).integrate(start, 40, true, {});
        BOOST_TEST((shared == one), points << " points: difference " << distance(shared, one));
    }
}

LHITS_TEST(rd_overflow_says_when_and_what_to_change, 1, 2) {
    const ReactionDiffusion2d system(small(12, 5.0), world());
    auto start = draw(system, 0);
    for (auto& value : start) value *= 1e3;
    try {
        system.integrate(start, 100, false, {});
        BOOST_ERROR("accepted");
    } catch (const lhits::Failure& failure) {
        const std::string message = failure.what();
        BOOST_TEST_MESSAGE(message);
        BOOST_TEST(message.find("reaction-diffusion-2d: ") == 0U);
        BOOST_TEST(message.find("overflow by time") != std::string::npos);
        BOOST_TEST(message.find("system.time_step") != std::string::npos);
    }
    start.pop_back();
    BOOST_CHECK_THROW(system.integrate(start, 1, false, {}), lhits::Failure);
}

LHITS_TEST(rd_impossible_teams_are_refused, 4) {
    const auto refused = [](std::int64_t points, const std::string& text) {
        try {
            const ReactionDiffusion2d system(small(points), world());
            BOOST_ERROR("accepted " << points << " points");
        } catch (const lhits::InputError& error) {
            BOOST_TEST(std::string(error.what()).find(text) == 0U, error.what());
        }
    };
    refused(18, "trajectories.team: expected a number of ranks that divides system.points = 18");
    refused(3, "trajectories.team: expected at most system.points = 3 ranks");
}
