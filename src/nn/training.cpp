#include "lhits/nn/training.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cmath>
#include <utility>

#include "activations.hpp"
#include "lhits/base/error.hpp"
#include "training_rules.hpp"

namespace lhits {
namespace {

void shrink(const TrainingSettings& settings, TrainingState& state) {
    const double rate = learning_rate(settings.schedule, settings.learning_rate, state.iteration,
                                      settings.iterations);
    const auto kept = static_cast<float>(1.0 - rate * settings.weight_decay);
    for (auto& parameter : state.parameters) parameter *= kept;
}

}  // namespace

void require_number(double loss, const char* kind, const TrainingState& state,
                    const TrainingSettings& settings, const std::string& what) {
    if (std::isfinite(loss)) return;
    throw Failure(
        fmt::format("{}: training diverged: the {} loss is {} at iteration {}; lower learning_rate "
                    "(now {}), or "
                    "use another scaler or a schedule that warms up (one-cycle)",
                    what, kind, loss, state.iteration, settings.learning_rate));
}

bool validation_is_due(const TrainingSettings& settings, std::int64_t iterations_done) {
    return iterations_done % settings.validate_every == 0 || iterations_done == settings.iterations;
}

void enter_validation(const TrainingSettings& settings, TrainingState& state, double training_loss,
                      double validation_loss, const std::string& what) {
    require_number(validation_loss, "validation", state, settings, what);
    ++state.validations;
    state.history.insert(state.history.end(),
                         {static_cast<double>(state.iteration), training_loss, validation_loss});
    if (settings.keep_last || state.validations == 1 || validation_loss < state.kept_loss) {
        state.kept_loss = validation_loss;
        state.kept_parameters = state.parameters;
        state.validations_since_best = 0;
    } else {
        ++state.validations_since_best;
    }
    state.finished = state.iteration >= settings.iterations ||
                     (settings.patience > 0 && state.validations_since_best >= settings.patience);
}

TrainingState TrainingState::start(Parameters initial) {
    TrainingState state;
    state.first_moment.assign(initial.size(), 0.0F);
    state.second_moment.assign(initial.size(), 0.0F);
    state.kept_parameters = initial;
    state.parameters = std::move(initial);
    return state;
}

TrainingState start_from(Objective& objective, Parameters trained) {
    auto state = TrainingState::start(std::move(trained));
    Parameters gradient(state.parameters.size());
    const double loss = objective.loss(state.parameters, 0, gradient);
    state.kept_loss = objective.validation_loss(state.parameters);
    state.validations = 1;
    state.history = {0.0, loss, state.kept_loss};
    return state;
}

void train(Objective& objective, const TrainingSettings& settings, TrainingState& state,
           const std::string& what,
           const std::function<void(const TrainingState&)>& after_iteration) {
    using Clock = std::chrono::steady_clock;
    Parameters gradient(state.parameters.size());
    auto begin = Clock::now();
    while (!state.finished) {
        const double loss = objective.loss(state.parameters, state.iteration, gradient);
        require_number(loss, "training", state, settings, what);
        if (settings.weight_decay > 0.0) shrink(settings, state);
        const auto [rate, epsilon] = adam_numbers(settings, state.iteration);
        adam_step(gradient.data(), static_cast<int>(gradient.size()), rate, epsilon,
                  state.parameters.data(), state.first_moment.data(), state.second_moment.data());
        ++state.iteration;
        if (validation_is_due(settings, state.iteration)) {
            enter_validation(settings, state, loss, objective.validation_loss(state.parameters),
                             what);
        }
        const auto now = Clock::now();
        state.seconds += std::chrono::duration<double>(now - begin).count();
        begin = now;
        after_iteration(state);
    }
}

}  // namespace lhits
