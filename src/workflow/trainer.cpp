#include "trainer.hpp"

#include "lhits/hits/reconstruction_objective.hpp"
#include "lhits/hits/surrogate.hpp"
#include "lhits/parallel/together.hpp"
#include "principal_components_part.hpp"

namespace lhits {

void Trainer::make(const LearningJob& job, const Communicator& team, TaskPool& pool, int index,
                   Progress* progress) {
    const TrainingTask task{
        team, pool, index, progress, store_, job.part, run_.deck.run.checkpoint_seconds};
    const bool stepper = job.kind == LearningJob::Kind::stepper;
    const Timeline::Scope scope(run_.timeline, job.part.name(), stepper ? "train" : "reduce");
    switch (job.kind) {
        case LearningJob::Kind::components:
            store_.write_finished(job.part, principal_components_part(run_, snapshots().train));
            return;
        case LearningJob::Kind::reduction: make_reduction(job, task); return;
        case LearningJob::Kind::stepper: make_stepper(job, task); return;
    }
}

void Trainer::make_reduction(const LearningJob& job, const TrainingTask& task) {
    Surrogate made;
    if (job.plan.kind == "autoencoder") {
        made = train_autoencoder(job, task);
    } else if (job.plan.kind == "pca") {
        const auto part = read_principal_components(store_.read({"", pca_item}), run_);
        made.reduction = make_pca(part.components, static_cast<int>(job.plan.latent));
    } else {
        made.reduction = make_identity(static_cast<int>(run_.system->state_size()));
    }
    on_root(task.team, [&] {
        Reduction& reduction = *made.reduction;
        reduction.normalise_latent(encode_trajectories(run_, Split::train, reduction));
        const auto mse = [&](std::span<const float> states) {
            const auto rows = states.size() / run_.system->state_size();
            return reduction.squared_error(states, static_cast<int>(rows)) /
                   static_cast<double>(states.size());
        };
        made.reduction_training.loss_train = mse(snapshots().train);
        made.reduction_training.loss_validation = mse(snapshots().validation);
        store_.write_finished(job.part, surrogate_record(made).child(job.part.item));
    });
}

Surrogate Trainer::train_autoencoder(const LearningJob& job, const TrainingTask& task) {
    const auto& keys = run_.deck.reduction;
    const auto network = autoencoder_of(run_, job.plan);
    std::optional<ReconstructionObjective> objective;
    together(task.team, [&] {
        scale_snapshots();
        objective.emplace(task.team, *engine_, network, scaled_->train, scaled_->validation,
                          keys.training.batch,
                          SampleDraws(run_.deck.trajectories.train, run_.deck.system.steps + 1,
                                      keys.training.transient_share, stream(Purpose::batch, job)));
    });
    const auto state = run_training(task, *objective, keys.training, [&] {
        return initial_parameters(network, stream(Purpose::weights, job));
    });
    Surrogate made;
    made.reduction =
        make_autoencoder(scaler_, network, keys.hidden.size() + 1, state.best_parameters);
    made.reduction_training = summary_of(state);
    return made;
}

void Trainer::make_stepper(const LearningJob& job, const TrainingTask& task) {
    snapshots_.reset();
    scaled_.reset();
    const auto& keys = run_.deck.steppers;
    const LatentData& data = latent(job.plan.name);
    const auto network = stepper_of(run_, job.plan);
    const auto stride = keys.strides[job.level];
    const auto window = keys.window_of(job.level);
    const Windows windows(data.train_view(), stride, window);
    const SampleDraws draws(windows.trajectories(), windows.offsets(),
                            keys.training.transient_share, stream(Purpose::batch, job));
    StepperObjective objective(*engine_, network, windows,
                               Windows(data.validation_view(), stride, window), job.plan.latent,
                               window, keys.training.batch, draws);
    const auto state = run_training(task, objective, keys.training, [&] {
        return initial_parameters(network, stream(Purpose::weights, job));
    });
    store_.write_finished(
        job.part, stepper_record({stride, network, state.best_parameters, summary_of(state)}));
}

RandomStream Trainer::stream(Purpose purpose, const LearningJob& job) const {
    // A network's own number: the same whatever else the deck trains.
    constexpr std::uint32_t networks_of_a_surrogate = 64;
    const auto network =
        job.kind == LearningJob::Kind::stepper ? static_cast<std::uint32_t>(job.level) + 1 : 0;
    return {static_cast<std::uint64_t>(run_.deck.run.seed), purpose,
            static_cast<std::uint32_t>(job.plan.latent) * networks_of_a_surrogate + network};
}

const Snapshots& Trainer::snapshots() {
    if (!snapshots_) snapshots_ = read_snapshots(run_);
    return *snapshots_;
}

void Trainer::scale_snapshots() {
    if (scaled_) return;
    scaled_ = snapshots();
    scaler_ = Scaler::fit(run_.deck.reduction.scaler, scaled_->train, run_.system->state_size());
    scaler_.apply(scaled_->train);
    scaler_.apply(scaled_->validation);
}

const LatentData& Trainer::latent(const std::string& surrogate) {
    if (latent_of_ != surrogate) {
        const auto reduction = read_reduction(store_.read({surrogate, "reduction"}));
        latent_ = latent_data(run_, *reduction);
        latent_of_ = surrogate;
    }
    return latent_;
}

}  // namespace lhits
