#include "lhits/nn/training.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "lhits/base/error.hpp"
#include "lhits_test.hpp"

using namespace lhits;

namespace {

/// Half the squared distance to a point, plus a disturbance that depends on the iteration.
class Bowl final : public Objective {
public:
    double loss(std::span<const float> p, std::int64_t iteration,
                std::span<float> gradient) override {
        double sum = 0.0;
        for (std::size_t i = 0; i < p.size(); ++i) {
            const float wobble =
                0.1F * static_cast<float>((iteration + static_cast<std::int64_t>(i)) % 3 - 1);
            gradient[i] = p[i] - static_cast<float>(i) + wobble;
            sum += 0.5 * std::pow(static_cast<double>(p[i]) - static_cast<double>(i), 2);
        }
        if (iteration == poisoned) return std::numeric_limits<double>::quiet_NaN();
        return sum;
    }
    double validation_loss(std::span<const float> p) override {
        Parameters unused(p.size());
        return loss(p, -1, unused);
    }
    std::int64_t poisoned = -2;
};

const auto ignore = [](const TrainingState&) {};

}  // namespace

LHITS_TEST(adam_finds_the_minimum, 1) {
    Bowl bowl;
    auto state = TrainingState::start(Parameters(5, 0.0F));
    train(bowl, {4000, 0.02, Schedule::cosine, 100, 0}, state, "bowl", ignore);
    BOOST_TEST(state.iteration == 4000);
    BOOST_TEST(state.history.size() == 3 * 40U);
    BOOST_TEST(state.kept_loss < 1e-4);
}

// The first steps of Adam by hand: with a constant gradient every step is the learning rate.
LHITS_TEST(adam_first_step_is_the_rate, 1) {
    Bowl bowl;
    auto state = TrainingState::start(Parameters(2, 10.0F));
    train(bowl, {1, 0.5, Schedule::constant, 1, 0}, state, "bowl", ignore);
    BOOST_TEST(std::abs(state.parameters[0] - 9.5F) < 1e-4F);
    BOOST_TEST(std::abs(state.parameters[1] - 9.5F) < 1e-4F);
}

// Without a gradient parameters shrink by the decay alone, apart from Adam's moments.
LHITS_TEST(weight_decay_is_decoupled, 1) {
    class Flat final : public Objective {
        double loss(std::span<const float>, std::int64_t, std::span<float> gradient) override {
            std::fill(gradient.begin(), gradient.end(), 0.0F);
            return 1.0;
        }
        double validation_loss(std::span<const float>) override { return 1.0; }
    };
    Flat flat;
    auto state = TrainingState::start(Parameters(3, 8.0F));
    TrainingSettings settings{10, 0.5, Schedule::cosine, 10, 0};
    settings.weight_decay = 0.1;
    train(flat, settings, state, "flat", ignore);
    double expected = 8.0;
    for (int i = 0; i < 10; ++i)
        expected *= 1.0 - 0.1 * learning_rate(Schedule::cosine, 0.5, i, 10);
    for (const float value : state.parameters) {
        BOOST_TEST(static_cast<double>(value) == expected, boost::test_tools::tolerance(1e-6));
    }
    for (const float moment : state.second_moment) BOOST_TEST(moment == 0.0F);
}

LHITS_TEST(interrupted_training_ends_with_the_same_bits, 1) {
    const TrainingSettings settings{300, 0.05, Schedule::one_cycle, 40, 0};
    Bowl bowl;
    auto whole = TrainingState::start(Parameters(7, 3.0F));
    train(bowl, settings, whole, "bowl", ignore);
    auto pieces = TrainingState::start(Parameters(7, 3.0F));
    TrainingState saved;
    for (const std::int64_t stop : {17, 40, 299}) {
        try {
            train(bowl, settings, pieces, "bowl", [&](const TrainingState& state) {
                saved = state;
                if (state.iteration == stop) throw Stopped("stop");
            });
        } catch (const Stopped&) {
            pieces = saved;
        }
    }
    train(bowl, settings, pieces, "bowl", ignore);
    BOOST_TEST(pieces.parameters == whole.parameters, boost::test_tools::per_element());
    BOOST_TEST(pieces.kept_parameters == whole.kept_parameters, boost::test_tools::per_element());
    BOOST_TEST(pieces.history == whole.history, boost::test_tools::per_element());
}

LHITS_TEST(patience_ends_a_training_without_gain, 1) {
    Bowl bowl;
    auto state = TrainingState::start(Parameters{0.0F, 1.0F});
    train(bowl, {10000, 0.3, Schedule::constant, 1, 5}, state, "bowl", ignore);
    BOOST_TEST(state.iteration < 1000);
    BOOST_TEST(state.validations_since_best == 5);
}

// From the minimum at such a rate Adam swings to and fro: the last validation is not the best.
LHITS_TEST(the_best_state_is_kept_or_the_last, 1) {
    for (const bool last : {false, true}) {
        Bowl bowl;
        auto state = TrainingState::start(Parameters{0.0F, 1.0F});
        train(bowl, {12, 0.3, Schedule::constant, 1, 0, last}, state, "bowl", ignore);
        double best = state.history[2];
        for (std::size_t v = 5; v < state.history.size(); v += 3) {
            best = std::min(best, state.history[v]);
        }
        BOOST_TEST(state.history.back() > best);
        BOOST_TEST(state.kept_loss == (last ? state.history.back() : best));
        BOOST_TEST((state.kept_parameters == state.parameters) == last);
    }
}

LHITS_TEST(divergence_names_network_and_iteration, 1) {
    Bowl bowl;
    bowl.poisoned = 12;
    auto state = TrainingState::start(Parameters(1, 1.0F));
    try {
        train(bowl, {100, 0.1, Schedule::constant, 10, 0}, state, "stepper of stride 16", ignore);
        BOOST_FAIL("expected a failure");
    } catch (const Failure& failure) {
        const std::string message = failure.what();
        BOOST_TEST(message.find("stepper of stride 16") != std::string::npos);
        BOOST_TEST(message.find("iteration 12") != std::string::npos);
        BOOST_TEST(message.find("learning_rate") != std::string::npos);
    }
}

LHITS_TEST(schedules_start_and_end_where_they_should, 1) {
    BOOST_TEST(learning_rate(Schedule::constant, 2.0, 50, 100) == 2.0);
    BOOST_TEST(learning_rate(Schedule::cosine, 2.0, 0, 100) == 2.0);
    BOOST_TEST(std::abs(learning_rate(Schedule::cosine, 2.0, 50, 100) - 1.0) < 1e-12);
    BOOST_TEST(std::abs(learning_rate(Schedule::one_cycle, 2.0, 0, 100) - 0.08) < 1e-12);
    BOOST_TEST(std::abs(learning_rate(Schedule::one_cycle, 2.0, 30, 100) - 2.0) < 1e-12);
    BOOST_TEST(learning_rate(Schedule::one_cycle, 2.0, 99, 100) < 0.002);
}
