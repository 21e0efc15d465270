#include "trainer.hpp"

#include "lhits/hits/reconstruction_objective.hpp"
#include "lhits/hits/stacked_samples.hpp"
#include "lhits/hits/surrogate.hpp"
#include "lhits/parallel/together.hpp"
#include "../principal_components_part.hpp"

namespace lhits {

void Trainer::make(const LearningJob& job, const Communicator& team, TaskPool& pool, int index,
                   Progress* progress) {
    const TrainingTask task{team, pool, index, progress, store_, run_.deck.run.checkpoint_seconds};
    const bool steppers = job.kind == LearningJob::Kind::steppers;
    const Timeline::Scope scope(run_.timeline, pool.tasks()[static_cast<std::size_t>(index)].name,
                                steppers ? "train" : "reduce");
    switch (job.kind) {
        case LearningJob::Kind::components: make_components(job, team); return;
        case LearningJob::Kind::reduction: make_reduction(job, task); return;
        case LearningJob::Kind::steppers:
            run_.stacked() ? make_stepper_stack(job, task) : make_stepper(job, task);
            return;
    }
}

void Trainer::make_components(const LearningJob& job, const Communicator& team) {
    const auto record = principal_components_part(run_, team);
    on_root(team, [&] { store_.write_finished(job.parts.front(), record); });
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
        const auto path = run_.directory.trajectories();
        made.reduction_training.loss_train = mse(MappedTrajectories(path, Split::train).all());
        made.reduction_training.loss_validation =
            mse(MappedTrajectories(path, Split::validation).all());
        const auto& part = job.parts.front();
        store_.write_finished(part, surrogate_record(made).child(part.item));
    });
}

Surrogate Trainer::train_autoencoder(const LearningJob& job, const TrainingTask& task) {
    const auto& keys = run_.deck.reduction;
    const auto network = autoencoder_of(run_, job.plan);
    const SampleDraws draws(run_.deck.trajectories.train, run_.deck.train_steps() + 1,
                            keys.training.transient_share, stream(Purpose::batch, job.plan, 0));
    std::optional<ReconstructionObjective> objective;
    together(task.team, [&] {
        scale_snapshots();
        if (run_.stacked()) return;
        objective.emplace(task.team, *engine_, network, scaled_->train, scaled_->validation,
                          keys.training.batch, draws);
    });
    const auto state = objective ? run_training(task, job.parts.front(), *objective, keys.training,
                                                [&] { return initial(network, job.plan, 0); })
                                 : train_stacked_autoencoder(job, task, network, draws);
    Surrogate made;
    made.reduction =
        make_autoencoder(scaler_, network, keys.hidden.size() + 1, state.kept_parameters);
    made.reduction_training = summary_of(state);
    return made;
}

TrainingState Trainer::train_stacked_autoencoder(const LearningJob& job, const TrainingTask& task,
                                                 const Architecture& network,
                                                 const SampleDraws& draws) {
    const auto& recipe = run_.deck.reduction.training;
    const auto rows = [&](const AlignedVector<float>& states) {
        return static_cast<std::int64_t>(states.size()) / network.in();
    };
    StackedNetwork only{job.parts.front().name(),
                        reconstruction_samples(rows(scaled_->train), rows(scaled_->validation),
                                               recipe.batch, draws),
                        TrainingState::start(initial(network, job.plan, 0))};
    const StackedProblem problem{network, false, scaled_->train, scaled_->validation};
    run_stacked_training(task, job.parts, {&only, 1}, stacks_on(run_.device, problem), recipe,
                         [](std::size_t) {});
    return std::move(only.state);
}

void Trainer::make_stepper(const LearningJob& job, const TrainingTask& task) {
    const auto level = job.levels.front();
    const auto& part = job.parts.front();
    const auto& recipe = run_.deck.steppers.training;
    const auto network = stepper_of(run_, job.plan);
    const auto data = stepper_data(job.plan, level);
    StepperObjective objective(task.team, *engine_, network, data.train, data.validation,
                               job.plan.latent, data.train.window(), recipe.batch, data.draws);
    const auto state = run_training(task, part, objective, recipe,
                                    [&] { return initial(network, job.plan, level + 1); });
    on_root(task.team, [&] { keep_stepper(part, job.plan, level, state); });
}

void Trainer::make_stepper_stack(const LearningJob& job, const TrainingTask& task) {
    const auto& recipe = run_.deck.steppers.training;
    const auto network = stepper_of(run_, job.plan);
    const auto done = store_.finished(job.parts);
    std::vector<ModelPart> parts;
    std::vector<std::size_t> levels;
    std::vector<StackedNetwork> networks;
    for (std::size_t i = 0; i < job.parts.size(); ++i) {
        if (done[i] == '1') continue;
        parts.push_back(job.parts[i]);
        levels.push_back(job.levels[i]);
        const auto data = stepper_data(job.plan, levels.back());
        networks.push_back({parts.back().name(),
                            stepper_samples(data.train, data.validation, recipe.batch, data.draws),
                            TrainingState::start(initial(network, job.plan, levels.back() + 1))});
    }
    const LatentData& data = latent(job.plan.name);
    const StackedProblem problem{network, true, data.train, data.validation};
    run_stacked_training(
        task, parts, networks, stacks_on(run_.device, problem), recipe,
        [&](std::size_t i) { keep_stepper(parts[i], job.plan, levels[i], networks[i].state); });
}

Trainer::StepperData Trainer::stepper_data(const SurrogatePlan& plan, std::size_t level) {
    snapshots_.reset();
    scaled_.reset();
    const auto& keys = run_.deck.steppers;
    const LatentData& data = latent(plan.name);
    const auto stride = keys.strides[level];
    const auto window = keys.window_of(level);
    const Windows windows(data.train_view(), stride, window);
    return {windows, Windows(data.validation_view(), stride, window),
            SampleDraws(windows.trajectories(), windows.offsets(), keys.training.transient_share,
                        stream(Purpose::batch, plan, level + 1))};
}

void Trainer::keep_stepper(const ModelPart& part, const SurrogatePlan& plan, std::size_t level,
                           const TrainingState& state) const {
    store_.write_finished(part,
                          stepper_record({run_.deck.steppers.strides[level], stepper_of(run_, plan),
                                          state.kept_parameters, summary_of(state)}));
}

RandomStream Trainer::stream(Purpose purpose, const SurrogatePlan& plan,
                             std::size_t network) const {
    constexpr std::uint32_t networks_of_a_surrogate = 64;
    return {static_cast<std::uint64_t>(run_.deck.run.seed), purpose,
            static_cast<std::uint32_t>(plan.latent) * networks_of_a_surrogate +
                static_cast<std::uint32_t>(network)};
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
