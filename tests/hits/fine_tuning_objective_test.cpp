#include "lhits/hits/sampled_objective.hpp"

#include <array>
#include <cmath>
#include <vector>

#include "lhits_test.hpp"
#include "relative_difference.hpp"

using namespace lhits;

namespace {

constexpr std::int64_t times = 60;
constexpr std::int64_t trajectories = 3;

/// States of five numbers in a plane, in which they turn by 0.1 a step: (trajectories, times, 5).
std::vector<float> turning() {
    std::vector<float> states;
    for (std::int64_t m = 0; m < trajectories; ++m) {
        for (std::int64_t t = 0; t < times; ++t) {
            const double angle = 0.1 * static_cast<double>(t) + static_cast<double>(m);
            const double c = (1.0 + 0.1 * static_cast<double>(m)) * std::cos(angle);
            const double s = (1.0 + 0.1 * static_cast<double>(m)) * std::sin(angle);
            for (const double x : {c, s, c + s, 0.5 * c - s, 0.3 * s}) {
                states.push_back(static_cast<float>(x));
            }
        }
    }
    return states;
}

struct Toy {
    std::vector<float> rows = turning();
    AutoencoderNetwork autoencoder = AutoencoderNetwork::with_hidden(5, {}, 2, Activation::linear);
    Architecture stepper = Architecture::with_hidden(2, {}, 2, Activation::linear);
    Scaler latent{{0.2F, -0.1F}, {0.7F, 1.3F}};
    std::vector<std::int64_t> strides{1, 4};
    std::vector<std::int64_t> windows{5, 3};

    TrainingProblem problem(std::int64_t batch) const {
        std::vector<TunedStepper> result;
        for (std::size_t i = 0; i < strides.size(); ++i) {
            const Windows all({rows, trajectories, times, 5}, strides[i], windows[i]);
            result.push_back({stepper, all, all,
                              SampleDraws(all.trajectories(), all.offsets(), 0.0,
                                          RandomStream(1, Purpose::fine_tuning,
                                                       static_cast<std::uint32_t>(i)))});
        }
        return fine_tuning_problem(autoencoder, latent, result, batch);
    }

    Parameters initial() const {
        const RandomStream stream(3, Purpose::weights, 0);
        auto all = initial_parameters(autoencoder, stream);
        for (std::size_t i = 0; i < strides.size(); ++i) {
            const auto own = initial_parameters(stepper, stream, all.size());
            all.insert(all.end(), own.begin(), own.end());
        }
        return all;
    }
};

/// A fine-tuning of it by one rank.
struct Tuning {
    Toy toy;
    Communicator self = Communicator::self();
    std::unique_ptr<Engine> engine = make_engine("native");
    SampledObjective objective{self, *engine, toy.problem(32)};
    TrainingState state = start_from(objective, toy.initial());

    const TrainingState& train(const TrainingSettings& settings) {
        lhits::train(objective, settings, state, "fine-tuning", [](const TrainingState&) {});
        return state;
    }
};

}  // namespace

// A plane and a rotation can be had exactly: the loss goes to zero, in whatever normalisation.
LHITS_TEST(an_exactly_linear_flow_is_learned_jointly, 1) {
    Tuning tuning;
    const double before = tuning.state.kept_loss;
    const auto& state = tuning.train({3000, 0.02, Schedule::cosine, 500});
    BOOST_TEST(before > 0.05);
    BOOST_TEST(state.kept_loss < 1e-6);
    BOOST_TEST(tuning.objective.validation_loss(state.kept_parameters) == state.kept_loss);
}

// Where it gains nothing, what it began with is kept.
LHITS_TEST(fine_tuning_never_keeps_what_is_worse, 1) {
    Tuning tuning;
    const double before = tuning.state.kept_loss;
    const auto& state = tuning.train({3, 1.0, Schedule::constant, 1});
    BOOST_TEST(state.history[5] > before);
    BOOST_TEST(state.kept_loss == before);
    BOOST_TEST((state.kept_parameters == tuning.toy.initial()));
}

// Sixteen windows of each stride a shard: of 50, three shards, of 20 one.
LHITS_TEST(a_team_tunes_with_the_same_bits, 1, 2, 3) {
    const Toy toy;
    const auto self = Communicator::self();
    for (const std::int64_t batch : {20, 50}) {
        std::vector<TrainingState> states;
        for (const auto* team : {&self, &lhits::test::world()}) {
            const auto engine = make_engine("native");
            SampledObjective objective(*team, *engine, toy.problem(batch));
            states.push_back(start_from(objective, toy.initial()));
            train(objective, {20, 1e-3, Schedule::constant, 7}, states.back(), "fine-tuning",
                  [](const TrainingState&) {});
        }
        BOOST_TEST((states[0].parameters == states[1].parameters));
        BOOST_TEST((states[0].history == states[1].history));
    }
}

LHITS_TEST(fine_tuning_gradient_by_finite_differences, 1) {
    const Toy toy;
    const auto self = Communicator::self();
    const auto engine = make_engine("native");
    SampledObjective objective(self, *engine, toy.problem(20));
    auto parameters = toy.initial();
    BOOST_REQUIRE(parameters.size() == toy.problem(20).parameter_count());
    Parameters gradient(parameters.size());
    Parameters unused(parameters.size());
    objective.loss(parameters, 7, gradient);
    Parameters slopes;
    for (auto& parameter : parameters) {
        constexpr float h = 1e-2F;
        const float saved = parameter;
        parameter = saved + h;
        const double above = objective.loss(parameters, 7, unused);
        parameter = saved - h;
        const double below = objective.loss(parameters, 7, unused);
        parameter = saved;
        slopes.push_back(static_cast<float>((above - below) / (2.0 * static_cast<double>(h))));
    }
    BOOST_TEST(relative_difference(slopes, gradient) < 3e-3);
}
