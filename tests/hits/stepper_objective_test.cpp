#include "lhits/hits/sampled_objective.hpp"

#include <cmath>
#include <set>
#include <stdexcept>
#include <vector>

#include "lhits_test.hpp"
#include "relative_difference.hpp"

using namespace lhits;

namespace {

constexpr std::int64_t times = 12;

/// Trajectory m, time t, coordinate j holds 1000 m + 10 t + j.
std::vector<float> ramps(std::int64_t trajectories) {
    std::vector<float> values;
    for (std::int64_t m = 0; m < trajectories; ++m) {
        for (std::int64_t t = 0; t < times; ++t) {
            for (std::int64_t j = 0; j < 2; ++j) {
                values.push_back(static_cast<float>(1000 * m + 10 * t + j));
            }
        }
    }
    return values;
}

}  // namespace

// Every offset of every trajectory once, and never across two trajectories.
LHITS_TEST(windows_stand_at_every_offset, 1) {
    const auto values = ramps(3);
    const Windows windows({values, 3, times, 2}, 4, 2);
    BOOST_TEST(windows.count() == 3 * (times - 8));
    std::set<std::pair<int, int>> starts;
    for (std::int64_t i = 0; i < windows.count(); ++i) {
        std::vector<float> z(3 * 2 * 2, -1.0F);  // a batch of two; the window in column one
        windows.gather(i, 1, 2, z.data());
        const int start = static_cast<int>(z[2]);
        starts.insert({start / 1000, start % 1000 / 10});
        BOOST_TEST(z[0] == -1.0F);
        for (int k = 0; k <= 2; ++k) {
            const auto place = static_cast<std::size_t>((k * 2 + 1) * 2);
            BOOST_TEST(z[place] == static_cast<float>(start + 40 * k));
            BOOST_TEST(z[place + 1] == static_cast<float>(start + 40 * k + 1));
        }
    }
    BOOST_TEST(starts.size() == static_cast<std::size_t>(windows.count()));
}

LHITS_TEST(windows_longer_than_the_trajectory_are_refused, 1) {
    const auto values = ramps(1);
    BOOST_TEST(Windows({values, 1, times, 2}, 11, 1).count() == 1);
    BOOST_CHECK_THROW(Windows({values, 1, times, 2}, 6, 2), std::invalid_argument);
}

// A linear stepper can learn z(t + s) = z(t) + c exactly: the loss goes to zero.
LHITS_TEST(a_linear_stepper_learns_a_constant_drift, 1) {
    auto values = ramps(2);
    for (auto& value : values) value *= 0.001F;
    const Windows windows({values, 2, times, 2}, 2, 3);
    const auto engine = make_engine("native");
    const auto network = Architecture::with_hidden(2, {}, 2, Activation::linear);
    for (const std::int64_t batch : {0, 5}) {
        const auto self = lhits::Communicator::self();
        const SampleDraws draws(windows.trajectories(), windows.offsets(), 0.0,
                                RandomStream(1, Purpose::batch, 0));
        SampledObjective objective(self, *engine,
                                   stepper_problem(network, windows, windows, 2, batch, draws));
        auto state =
            TrainingState::start(initial_parameters(network, RandomStream(1, Purpose::weights, 0)));
        const double before = objective.validation_loss(state.parameters);
        train(objective, {3000, 0.02, Schedule::cosine, 500, 0}, state, "stepper",
              [](const TrainingState&) {});
        BOOST_TEST(before > 0.01);
        BOOST_TEST(state.kept_loss < 1e-7);
    }
}

// The native engine trains as the reference does, Adam included.
LHITS_TEST(a_hundred_iterations_agree_between_engines, 1) {
    std::vector<float> orbits;
    for (int m = 0; m < 3; ++m) {
        for (int t = 0; t < 100; ++t) {
            const float angle = 0.1F * static_cast<float>(t) + static_cast<float>(m);
            orbits.push_back(std::cos(angle));
            orbits.push_back(std::sin(angle));
        }
    }
    const Windows windows({orbits, 3, 100, 2}, 4, 5);
    const auto network = Architecture::with_hidden(2, {64, 64, 64}, 2, Activation::silu);
    std::vector<TrainingState> states;
    for (const char* name : {"native", "torch"}) {
        const auto engine = make_engine(name);
        const auto self = lhits::Communicator::self();
        const SampleDraws draws(3, windows.offsets(), 0.0, RandomStream(1, Purpose::batch, 0));
        SampledObjective objective(self, *engine,
                                   stepper_problem(network, windows, windows, 2, 32, draws));
        states.push_back(TrainingState::start(
            initial_parameters(network, RandomStream(1, Purpose::weights, 0))));
        train(objective, {100, 1e-3, Schedule::constant, 10, 0}, states.back(), name,
              [](const TrainingState&) {});
    }
    const auto &ours = states[0], &theirs = states[1];
    BOOST_TEST(relative_difference(ours.parameters, theirs.parameters) < 1e-4);
    BOOST_TEST(std::abs(ours.kept_loss / theirs.kept_loss - 1.0) < 1e-4);
    BOOST_TEST(ours.kept_loss < 0.1 * ours.history[2]);
}

// One training alone and in teams of 2, 3 and 4 ranks: four shards of a batch of 128, one of 40.
LHITS_TEST(a_team_trains_with_the_same_bits, 1, 2, 3, 4) {
    auto values = ramps(3);
    for (std::size_t i = 0; i < values.size(); ++i) {
        values[i] = std::sin(0.01F * static_cast<float>(i * i % 977));
    }
    const Windows windows({values, 3, times, 2}, 2, 3);
    const auto network = Architecture::with_hidden(2, {16, 16}, 2, Activation::tanh);
    const auto self = lhits::Communicator::self();
    for (const std::int64_t batch : {0, 40, 128}) {
        std::vector<TrainingState> states;
        for (const auto* team : {&self, &lhits::test::world()}) {
            const auto engine = make_engine("native");
            const SampleDraws draws(3, windows.offsets(), 0.0, RandomStream(1, Purpose::batch, 0));
            SampledObjective objective(*team, *engine,
                                       stepper_problem(network, windows, windows, 2, batch, draws));
            states.push_back(TrainingState::start(
                initial_parameters(network, RandomStream(1, Purpose::weights, 0))));
            train(objective, {20, 1e-3, Schedule::constant, 7, 0}, states.back(), "stepper",
                  [](const TrainingState&) {});
        }
        BOOST_TEST((states[0].parameters == states[1].parameters));
        BOOST_TEST((states[0].history == states[1].history));
    }
}
