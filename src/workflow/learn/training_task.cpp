#include "training_task.hpp"

#include <fmt/format.h>

#include <chrono>
#include <utility>
#include <vector>

#include "lhits/base/error.hpp"
#include "lhits/hits/records.hpp"
#include "lhits/parallel/agree_on_errors.hpp"

namespace lhits {
namespace {

void save(const TrainingTask& task, const ModelPart& part, const TrainingState& state) {
    Record checkpoint;
    checkpoint.children[unfinished_training] = training_record(state);
    task.store.write_checkpoint(part, checkpoint);
}

/// The checkpoint of a part, or `fresh` when there is none.
TrainingState resumed(const TrainingTask& task, const ModelPart& part, TrainingState fresh) {
    const auto checkpoint = task.store.read_checkpoint(part);
    if (!checkpoint) return fresh;
    TrainingState saved;
    using_content_of(task.store.checkpoint_path(part), [&] {
        saved = read_training(checkpoint->child(unfinished_training));
        for (const auto* values : {&saved.parameters, &saved.first_moment, &saved.second_moment,
                                   &saved.kept_parameters}) {
            if (values->size() == fresh.parameters.size()) continue;
            throw InputError(fmt::format("expected a training of {} parameters, found {}",
                                         fresh.parameters.size(), values->size()));
        }
    });
    return saved;
}

TrainingSettings settings_of(const TrainingKeys& recipe) {
    return {recipe.iterations,
            recipe.learning_rate,
            schedule_from(recipe.schedule),
            recipe.validate_every,
            recipe.patience,
            recipe.keep == "last",
            0.0};
}

/// Tells the pool how far a task is; saves it when the run ends early, and now and then.
class Watch {
public:
    Watch(const TrainingTask& task, std::function<void()> save)
        : task_(task), save_(std::move(save)) {}

    void look(double fraction) {
        try {
            task_.tick(fraction);
        } catch (const Error&) {
            save_();
            throw;
        }
        const std::chrono::duration<double> since = Clock::now() - saved_at_;
        if (since.count() < task_.checkpoint_seconds || fraction >= 1.0) return;
        save_();
        saved_at_ = Clock::now();
    }

private:
    using Clock = std::chrono::steady_clock;
    const TrainingTask& task_;
    std::function<void()> save_;
    Clock::time_point saved_at_ = Clock::now();
};

double fraction_of(const TrainingState& state, const TrainingSettings& settings) {
    if (state.finished) return 1.0;
    return static_cast<double>(state.iteration) / static_cast<double>(settings.iterations);
}

}  // namespace

TrainingState run_training(const TrainingTask& task, const ModelPart& part, Objective& objective,
                           const TrainingKeys& recipe,
                           const std::function<TrainingState()>& initial, double weight_decay) {
    auto settings = settings_of(recipe);
    settings.weight_decay = weight_decay;
    TrainingState state;
    agree_on_errors(task.team, [&] { state = resumed(task, part, initial()); });
    Watch watch(task, [&] { save(task, part, state); });
    train(objective, settings, state, part.name(), [&](const TrainingState& now) {
        on_root(task.team, [&] { watch.look(fraction_of(now, settings)); });
    });
    return state;
}

void run_stacked_training(const TrainingTask& task, std::span<const ModelPart> parts,
                          std::span<StackedNetwork> networks, const StackFactory& make_stack,
                          const TrainingKeys& recipe,
                          const std::function<void(std::size_t)>& finished) {
    const auto settings = settings_of(recipe);
    std::vector<bool> handed_over(networks.size(), false);
    for (std::size_t i = 0; i < networks.size(); ++i) {
        networks[i].state = resumed(task, parts[i], std::move(networks[i].state));
    }
    Watch watch(task, [&] {
        for (std::size_t i = 0; i < networks.size(); ++i) {
            if (!handed_over[i]) save(task, parts[i], networks[i].state);
        }
    });
    const auto hand_over = [&] {
        for (std::size_t i = 0; i < networks.size(); ++i) {
            if (handed_over[i] || !networks[i].state.finished) continue;
            finished(i);
            handed_over[i] = true;
        }
    };
    hand_over();
    train_stacked(networks, settings, make_stack, [&] {
        hand_over();
        double sum = 0.0;
        for (const auto& network : networks) sum += fraction_of(network.state, settings);
        watch.look(sum / static_cast<double>(networks.size()));
    });
}

TrainingSummary summary_of(const TrainingState& state) {
    double loss_train = 0.0;
    for (std::size_t v = 0; v + 2 < state.history.size(); v += 3) {
        if (state.history[v + 2] == state.kept_loss) {
            loss_train = state.history[v + 1];
            break;
        }
    }
    return {state.iteration, loss_train, state.kept_loss, state.seconds, state.history};
}

}  // namespace lhits
