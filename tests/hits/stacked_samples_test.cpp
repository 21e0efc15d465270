#include "lhits/hits/sampled_objective.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "lhits/base/random.hpp"
#include "lhits_test.hpp"
#include "relative_difference.hpp"

using namespace lhits;

namespace {

constexpr std::int64_t d = 3;
constexpr std::int64_t times = 90;

/// Smooth trajectories, each of its own frequency: (trajectories, times, d).
std::vector<float> waves(std::int64_t trajectories, double phase) {
    std::vector<float> values;
    for (std::int64_t m = 0; m < trajectories; ++m) {
        for (std::int64_t t = 0; t < times; ++t) {
            for (std::int64_t j = 0; j < d; ++j) {
                const double angle =
                    (0.05 + 0.01 * static_cast<double>(m)) * static_cast<double>(t) +
                    static_cast<double>(j) + phase;
                values.push_back(static_cast<float>(std::sin(angle)));
            }
        }
    }
    return values;
}

const std::vector<float>& train_values() {
    static const auto values = waves(4, 0.0);
    return values;
}

const std::vector<float>& validation_values() {
    static const auto values = waves(2, 0.4);
    return values;
}

struct Level {
    std::int64_t stride;
    std::int64_t window;
};

const std::vector<Level> levels{{1, 2}, {4, 5}, {16, 3}};  // not by falling window

Architecture stepper_network() {
    return Architecture::with_hidden(d, {24, 20}, d, Activation::silu);
}

Windows windows_of(const Level& level, bool train) {
    const auto& values = train ? train_values() : validation_values();
    return {{values, train ? 4 : 2, times, d}, level.stride, level.window};
}

SampleDraws draws_of(const Level& level) {
    const auto windows = windows_of(level, true);
    return {windows.trajectories(), windows.offsets(), 0.4,
            RandomStream(9, Purpose::batch, static_cast<std::uint32_t>(level.stride))};
}

TrainingState start_of(const Level& level) {
    return TrainingState::start(initial_parameters(
        stepper_network(),
        RandomStream(9, Purpose::weights, static_cast<std::uint32_t>(level.stride))));
}

TrainingProblem problem_of(const Level& level, std::int64_t batch) {
    return stepper_problem(stepper_network(), windows_of(level, true), windows_of(level, false), d,
                           batch, draws_of(level));
}

std::vector<StackedNetwork> steppers(std::int64_t batch) {
    std::vector<StackedNetwork> networks;
    for (const auto& level : levels) {
        networks.push_back({"stepper " + std::to_string(level.stride),
                            stacked_samples(problem_of(level, batch)), start_of(level)});
    }
    return networks;
}

/// A GPU where there is one.
Device device() { return choose_device("auto", false, test::world()); }

StackFactory stepper_stacks() {
    return stacks_on(
        device(), {Loss::of_steps(stepper_network(), d, 1), train_values(), validation_values()});
}

/// Each stepper on its own by the native engine.
std::vector<TrainingState> native_steppers(const TrainingSettings& settings, std::int64_t batch) {
    const auto engine = make_engine("native");
    std::vector<TrainingState> states;
    for (const auto& level : levels) {
        const auto self = lhits::Communicator::self();
        SampledObjective objective(self, *engine, problem_of(level, batch));
        states.push_back(start_of(level));
        train(objective, settings, states.back(), "stepper", [](const TrainingState&) {});
    }
    return states;
}

void require_close(const TrainingState& ours, const TrainingState& theirs) {
    BOOST_TEST(ours.iteration == theirs.iteration);
    BOOST_TEST(ours.validations == theirs.validations);
    BOOST_TEST(ours.validations_since_best == theirs.validations_since_best);
    BOOST_TEST(ours.finished == theirs.finished);
    BOOST_TEST(relative_difference(ours.parameters, theirs.parameters) < 1e-4);
    BOOST_TEST(relative_difference(ours.kept_parameters, theirs.kept_parameters) < 1e-4);
    BOOST_TEST(relative_difference(ours.first_moment, theirs.first_moment) < 1e-2);
    BOOST_REQUIRE(ours.history.size() == theirs.history.size());
    for (std::size_t i = 0; i < ours.history.size(); ++i) {
        BOOST_TEST(ours.history[i] == theirs.history[i], boost::test_tools::tolerance(1e-3));
    }
}

const auto nothing = [] {};

}  // namespace

// Steppers of different strides and windows, drawn batches and all windows: the stack does what
// train() does with the native engine.
LHITS_TEST(stacked_steppers_agree_with_the_native_engine, 1) {
    for (const std::int64_t batch : {16, 0}) {
        const TrainingSettings settings{100, 3e-3, Schedule::one_cycle, 30, 0};
        auto networks = steppers(batch);
        train_stacked(networks, settings, stepper_stacks(), nothing);
        const auto expected = native_steppers(settings, batch);
        for (std::size_t i = 0; i < networks.size(); ++i) {
            BOOST_TEST_CONTEXT(networks[i].name << ", batch " << batch) {
                require_close(networks[i].state, expected[i]);
            }
        }
    }
}

// A rate so high that the validation error soon rises: each network stops at its own time.
LHITS_TEST(a_network_that_has_finished_leaves_the_stack, 1) {
    const TrainingSettings settings{400, 2e-2, Schedule::constant, 5, 2};
    auto networks = steppers(16);
    train_stacked(networks, settings, stepper_stacks(), nothing);
    const auto expected = native_steppers(settings, 16);
    std::vector<std::int64_t> ends;
    for (std::size_t i = 0; i < networks.size(); ++i) {
        const auto& state = networks[i].state;
        BOOST_TEST(state.finished);
        BOOST_TEST(state.validations_since_best == 2);
        BOOST_TEST(state.iteration == expected[i].iteration);
        BOOST_TEST(relative_difference(state.kept_parameters, expected[i].kept_parameters) < 1e-2);
        ends.push_back(state.iteration);
    }
    std::sort(ends.begin(), ends.end());
    BOOST_TEST(ends.front() < ends.back());
}

// Stopped in the middle, on with states that are at different iterations, in another company.
LHITS_TEST(resumed_stacks_equal_an_undisturbed_one, 1) {
    const TrainingSettings settings{60, 3e-3, Schedule::cosine, 20, 0};
    auto whole = steppers(16);
    train_stacked(whole, settings, stepper_stacks(), nothing);

    struct Enough {};
    const auto until = [](std::vector<StackedNetwork>& networks, std::int64_t iteration) {
        return [&networks, iteration] {
            if (networks.front().state.iteration >= iteration) throw Enough{};
        };
    };
    auto stopped = steppers(16);
    std::vector<StackedNetwork> first(stopped.begin(), stopped.begin() + 1);
    BOOST_CHECK_THROW(train_stacked(first, settings, stepper_stacks(), until(first, 35)), Enough);
    std::vector<StackedNetwork> others(stopped.begin() + 1, stopped.end());
    BOOST_CHECK_THROW(train_stacked(others, settings, stepper_stacks(), until(others, 5)), Enough);
    BOOST_TEST(first[0].state.iteration != others[0].state.iteration);
    std::vector<StackedNetwork> resumed{first[0], others[0], others[1]};
    train_stacked(resumed, settings, stepper_stacks(), nothing);
    for (std::size_t i = 0; i < whole.size(); ++i) {
        require_close(resumed[i].state, whole[i].state);
        BOOST_TEST(relative_difference(resumed[i].state.parameters, whole[i].state.parameters) <
                   1e-5);
    }
}

LHITS_TEST(stacked_autoencoders_agree_with_the_native_engine, 1) {
    const auto& train_rows = train_values();
    const auto& validation_rows = validation_values();
    const AutoencoderNetwork both{Architecture::with_hidden(d, {16}, 2, Activation::tanh),
                                  Architecture::with_hidden(2, {16}, d, Activation::tanh)};
    const SampleDraws draws(4, times, 0.3, RandomStream(2, Purpose::batch, 0));
    const TrainingSettings settings{100, 3e-3, Schedule::cosine, 25, 0};
    const auto start =
        TrainingState::start(initial_parameters(both, RandomStream(2, Purpose::weights, 0)));
    for (const std::int64_t batch : {32, 0}) {
        const auto problem =
            reconstruction_problem(both, {}, train_rows, validation_rows, batch, draws);
        std::vector<StackedNetwork> networks{{"autoencoder", stacked_samples(problem), start}};
        train_stacked(
            networks, settings,
            stacks_on(device(), {problem.terms.front().loss, train_rows, validation_rows}),
            nothing);
        const auto engine = make_engine("native");
        SampledObjective objective(test::world(), *engine, problem);
        auto expected = start;
        train(objective, settings, expected, "autoencoder", [](const TrainingState&) {});
        require_close(networks.front().state, expected);
    }
}
