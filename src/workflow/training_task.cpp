#include "training_task.hpp"

#include <fmt/format.h>

#include <chrono>

#include "lhits/base/error.hpp"
#include "lhits/hits/records.hpp"
#include "lhits/parallel/together.hpp"

namespace lhits {
namespace {

constexpr const char* training = "training";

void save(const TrainingTask& task, const TrainingState& state) {
    Record checkpoint;
    checkpoint.children[training] = training_record(state);
    task.store.write_checkpoint(task.part, checkpoint);
}

TrainingState start(const TrainingTask& task, const std::function<Parameters()>& initial) {
    auto fresh = TrainingState::start(initial());
    Record checkpoint;
    if (!task.store.read_checkpoint(task.part, checkpoint)) return fresh;
    TrainingState saved;
    using_content_of(task.store.checkpoint_path(task.part), [&] {
        saved = read_training(checkpoint.child(training));
        for (const auto* values : {&saved.parameters, &saved.first_moment, &saved.second_moment,
                                   &saved.best_parameters}) {
            if (values->size() == fresh.parameters.size()) continue;
            throw InputError(fmt::format("expected a training of {} parameters, found {}",
                                         fresh.parameters.size(), values->size()));
        }
    });
    return saved;
}

}  // namespace

TrainingState run_training(const TrainingTask& task, Objective& objective,
                           const TrainingKeys& recipe, const std::function<Parameters()>& initial) {
    using Clock = std::chrono::steady_clock;
    const TrainingSettings settings{recipe.iterations, recipe.learning_rate,
                                    schedule_from(recipe.schedule), recipe.validate_every,
                                    recipe.patience};
    TrainingState state;
    together(task.team, [&] { state = start(task, initial); });
    auto saved_at = Clock::now();
    train(objective, settings, state, task.part.name(), [&](const TrainingState& now) {
        on_root(task.team, [&] {
            try {
                task.pool.tick(
                    task.index,
                    static_cast<double>(now.iteration) / static_cast<double>(settings.iterations),
                    task.progress);
            } catch (const Error&) {
                save(task, now);
                throw;
            }
            const std::chrono::duration<double> since = Clock::now() - saved_at;
            if (since.count() >= task.checkpoint_seconds && !now.finished) {
                save(task, now);
                saved_at = Clock::now();
            }
        });
    });
    return state;
}

TrainingSummary summary_of(const TrainingState& state) {
    double loss_train = 0.0;
    for (std::size_t v = 0; v + 2 < state.history.size(); v += 3) {
        if (state.history[v + 2] == state.best_loss) {
            loss_train = state.history[v + 1];
            break;
        }
    }
    return {state.iteration, loss_train, state.best_loss, state.seconds};
}

}  // namespace lhits
