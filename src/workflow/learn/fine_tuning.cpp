#include "fine_tuning.hpp"

#include <fmt/format.h>

#include <optional>
#include <utility>

#include "lhits/base/columns.hpp"
#include "lhits/base/log.hpp"
#include "lhits/hits/sampled_objective.hpp"
#include "lhits/hits/surrogate.hpp"
#include "lhits/parallel/agree_on_errors.hpp"
#include "../evaluation.hpp"
#include "training_data.hpp"

namespace lhits {
namespace {

Surrogate untuned_surrogate(const Run& run, const ModelStore& store, const std::string& name) {
    Record record;
    record.children["reduction"] = store.read({name, "reduction"});
    for (const auto stride : run.deck.steppers.strides) {
        const auto item = fmt::format("stepper-{}", stride);
        record.children[item] = store.read({name, item});
    }
    return read_surrogate(record);
}

/// All trajectories of a split in the rows of Loss::of_forecast().
AlignedVector<float> rows_of(const TrajectoryReader& data, Split split, Reduction& reduction) {
    const auto encoded = static_cast<std::size_t>(reduction.encoder().shape.in());
    const auto latent = static_cast<std::size_t>(reduction.latent());
    const auto stays = static_cast<std::size_t>(reduction.parameters());
    const auto width = encoded + stays;
    const auto times = data.times(split);
    const auto count = data.header().count(split);
    AlignedVector<float> rows(static_cast<std::size_t>(count) * times * width);
    AlignedVector<float> input(times * encoded);
    for (std::int64_t i = 0; i < count; ++i) {
        const auto one = reference_trajectories(data, split, {i, 1}, reduction);
        copy_columns(ColumnRange<const float>{one.inputs_of(0), one.input_width}, encoded,
                     ColumnRange<float>{input, encoded});
        reduction.scaler().apply(input);
        const auto own =
            std::span(rows).subspan(static_cast<std::size_t>(i) * times * width, times * width);
        copy_columns(ColumnRange<const float>{input, encoded}, encoded,
                     ColumnRange<float>{own, width});
        copy_columns(ColumnRange<const float>{one.z_of(0), latent + stays, latent}, stays,
                     ColumnRange<float>{own, width, encoded});
    }
    return rows;
}

/// What is reported of networks, as they are now: the errors that their own trainings look at.
void measure_again(const Run& run, const TrajectoryReader& data, Engine& engine, Surrogate& tuned) {
    auto& reduction = *tuned.reduction;
    tuned.reduction_training.loss_train = reconstruction_error(data, Split::train, reduction);
    tuned.reduction_training.loss_validation =
        reconstruction_error(data, Split::validation, reduction);
    const auto latent = latent_data(data, reduction);
    const auto self = Communicator::self();
    for (std::size_t level = 0; level < tuned.steppers.size(); ++level) {
        auto& stepper = tuned.steppers[level];
        const auto window = run.deck.steppers.window_of(level);
        const Windows validation(latent.validation_view(), stepper.stride, window);
        const SampleDraws none(1, 1, 0.0, RandomStream(0, Purpose::fine_tuning, 0));
        SampledObjective objective(
            self, engine,
            stepper_problem(stepper.network, validation, validation, latent.dimension, 1, none));
        stepper.training.loss_validation = objective.validation_loss(stepper.parameters);
    }
}

}  // namespace

void fine_tune(const Run& run, const TrajectoryReader& data, const LearningJob& job,
               const TrainingTask& task, Engine& engine,
               const std::function<RandomStream(std::size_t level)>& stream_of) {
    const auto& part = job.parts.front();
    const auto& recipe = run.deck.fine_tuning.training;
    if (run.stacked()) {
        log::info(part.name() + ": on the processor, for stacks hold single networks only");
    }
    Surrogate tuned;
    AlignedVector<float> train;
    AlignedVector<float> validation;
    std::optional<SampledObjective> objective;
    agree_on_errors(task.team, [&] {
        tuned = untuned_surrogate(run, task.store, job.plan.name);
        auto& reduction = *tuned.reduction;
        train = rows_of(data, Split::train, reduction);
        validation = rows_of(data, Split::validation, reduction);
        const auto& encoder = reduction.encoder().shape;
        const std::int64_t width = encoder.in() + reduction.parameters();
        std::vector<TunedStepper> steppers;
        for (std::size_t level = 0; level < tuned.steppers.size(); ++level) {
            const auto& stepper = tuned.steppers[level];
            const auto windows = [&](Split split, std::span<const float> rows) {
                return Windows({rows, data.header().count(split),
                                static_cast<std::int64_t>(data.times(split)), width},
                               stepper.stride, run.deck.fine_tuning_window(level));
            };
            const auto known = windows(Split::train, train);
            steppers.push_back({stepper.network, known, windows(Split::validation, validation),
                                SampleDraws(known.trajectories(), known.offsets(),
                                            recipe.transient_share, stream_of(level))});
        }
        objective.emplace(task.team, engine,
                          fine_tuning_problem({encoder, reduction.decoder().shape},
                                              reduction.latent_scaler(), steppers, recipe.batch));
    });
    auto first = start_from(*objective, tuned.parameters());
    const double before = first.kept_loss;
    const auto state = run_training(task, part, *objective, recipe,
                                    [&]() -> TrainingState { return std::move(first); });
    on_root(task.team, [&] {
        tuned.set_parameters(state.kept_parameters);
        measure_again(run, data, engine, tuned);
        tuned.fine_tuning = FineTuning{summary_of(state), before};
        log::info(fmt::format(
            "train: {}: validation error of decoded forecasts {:.3g}, before fine-tuning {:.3g}",
            job.plan.name, state.kept_loss, before));
        task.store.write_finished(part, surrogate_record(tuned));
    });
}

}  // namespace lhits
