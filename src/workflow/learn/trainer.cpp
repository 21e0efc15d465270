#include "trainer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "lhits/base/log.hpp"
#include "lhits/hits/manifold_dimension.hpp"
#include "lhits/hits/surrogate.hpp"
#include "lhits/parallel/agree_on_errors.hpp"
#include "../networks.hpp"
#include "../principal_components_part.hpp"
#include "fine_tuning.hpp"

namespace lhits {
namespace {

constexpr std::uint32_t networks_of_a_surrogate = 64;

void log_not_stacked(const LearningJob& job) {
    log::info(job.parts.front().name() +
              ": on the processor, for stacks hold plain autoencoders only");
}

}  // namespace

void Trainer::make(const LearningJob& job, const Communicator& team, const Tick& tick) {
    const TrainingTask task{team, tick, store_, run_.deck.run.checkpoint_seconds};
    switch (job.kind) {
        case LearningJob::Kind::components: make_components(job, team); return;
        case LearningJob::Kind::dimension: estimate_dimension(job, task); return;
        case LearningJob::Kind::reduction: make_reduction(job, task); return;
        case LearningJob::Kind::steppers:
            run_.stacked() ? make_stepper_stack(job, task) : make_stepper(job, task);
            return;
        case LearningJob::Kind::fine_tuning:
            snapshots_.reset();
            fine_tune(run_, data_, job, task, *engine_, [&](std::size_t level) {
                return stream(Purpose::fine_tuning, job.plan, level + 1);
            });
            return;
    }
}

void Trainer::make_components(const LearningJob& job, const Communicator& team) {
    const auto record = principal_components_part(run_, data_, team);
    on_root(team, [&] { store_.write_finished(job.parts.front(), record); });
}

void Trainer::make_reduction(const LearningJob& job, const TrainingTask& task) {
    const RowLayout layout{static_cast<int>(run_.deck.observation.delays.size()),
                           static_cast<int>(job.plan.phases(run_)),
                           static_cast<int>(run_.deck.parameters.count())};
    Surrogate result;
    if (is_autoencoder(job.plan.kind)) {
        const auto state = train_autoencoder(job, task);
        result.reduction = make_autoencoder(job.plan.kind, scaler(), autoencoder_of(run_, job.plan),
                                            state.kept_parameters, layout);
        result.reduction_training = summary_of(state);
    } else if (job.plan.kind == "pca") {
        const auto part = read_principal_components(store_.read({"", pca_item}), run_);
        result.reduction = make_pca(part.components, static_cast<int>(job.plan.latent), layout);
    } else {
        result.reduction = make_identity(static_cast<int>(run_.system->state_size()), layout);
    }
    on_root(task.team, [&] {
        result.reduction_training.loss_train =
            reconstruction_error(data_, Split::train, *result.reduction);
        result.reduction_training.loss_validation =
            reconstruction_error(data_, Split::validation, *result.reduction);
        result.reduction->normalise_latent(
            encode_trajectories(data_, Split::train, *result.reduction));
        const auto& part = job.parts.front();
        store_.write_finished(part, surrogate_record(result).child(part.item));
    });
}

TrainingState Trainer::train_autoencoder(const LearningJob& job, const TrainingTask& task) {
    const auto& keys = run_.deck.reduction;
    const auto& plan = job.plan;
    const auto network = autoencoder_of(run_, plan);
    const bool plain = plan.kind == "autoencoder" && keys.noise == 0.0 && keys.sparsity == 0.0 &&
                       network.conditions() == 0;
    if (run_.stacked() && plain) {
        return train_stacked_autoencoder(job, task, network, snapshot_draws(plan, 0));
    }
    if (run_.stacked()) log_not_stacked(job);
    auto first = initial(network, plan, 0);
    if (network.encoder.bypass) project_first(task.team, network, first);
    const Regularisation regularisation{keys.noise,
                                        {keys.sparsity, keys.beta},
                                        stream(Purpose::input_noise, plan, 0),
                                        stream(Purpose::latent_noise, plan, 0)};
    return train_alone(job, task, network, snapshot_draws(plan, 0), regularisation, first);
}

TrainingState Trainer::train_alone(const LearningJob& job, const TrainingTask& task,
                                   const AutoencoderNetwork& network, const SampleDraws& draws,
                                   const Regularisation& regularisation, const Parameters& first,
                                   double weight_decay) {
    const auto& recipe = run_.deck.reduction.training;
    std::optional<SampledObjective> objective;
    agree_on_errors(task.team, [&] {
        objective.emplace(
            task.team, *engine_,
            reconstruction_problem(network, scaler(), snapshots().train(), snapshots().validation(),
                                   recipe.batch, draws, regularisation));
    });
    return run_training(
        task, job.parts.front(), *objective, recipe, [&] { return TrainingState::start(first); },
        weight_decay);
}

void Trainer::estimate_dimension(const LearningJob& job, const TrainingTask& task) {
    const auto& keys = run_.deck.reduction.dimension;
    const auto network = dimension_network_of(run_);
    // A number that no stepper has: its random numbers are its own.
    const SurrogatePlan plan{"", "", keys.width};
    constexpr std::size_t number = networks_of_a_surrogate - 1;
    if (run_.stacked()) log_not_stacked(job);
    const auto state = train_alone(job, task, network, snapshot_draws(plan, number), {},
                                   initial(network, plan, number), keys.weight_decay);
    on_root(task.team, [&] {
        const auto n = snapshot_size(run_);
        const auto rows = snapshots().train().size() / n;
        const auto width = static_cast<std::size_t>(keys.width);
        const auto result =
            make_autoencoder("autoencoder", scaler(), network, state.kept_parameters);
        AlignedVector<float> z(rows * width);
        result.encode(snapshots().train(), static_cast<int>(rows), z);
        auto found = ManifoldDimension::of_codes(z, width);
        found.unexplained = result.squared_error(snapshots().train(), static_cast<int>(rows)) /
                            (static_cast<double>(rows) *
                             principal_components(snapshots().train(), n, 0).total_variance);
        Record record = found.record();
        record.children["training"] = training_summary_record(summary_of(state));
        store_.write_finished(job.parts.front(), record);
        log::info("reduce: " + found.text());
    });
}

TrainingState Trainer::train_stacked_autoencoder(const LearningJob& job, const TrainingTask& task,
                                                 const AutoencoderNetwork& network,
                                                 const SampleDraws& draws) {
    const auto& recipe = run_.deck.reduction.training;
    const auto scaled = [&](std::span<const float> states) {
        AlignedVector<float> own(states.begin(), states.end());
        scaler().apply(own);
        return own;
    };
    const auto train = scaled(snapshots().train());
    const auto validation = scaled(snapshots().validation());
    const auto problem =
        reconstruction_problem(network, {}, train, validation, recipe.batch, draws);
    StackedNetwork only{job.parts.front().name(), stacked_samples(problem),
                        TrainingState::start(initial(network, job.plan, 0))};
    run_stacked_training(task, job.parts, {&only, 1},
                         stacks_on(run_.device, {problem.terms.front().loss, train, validation}),
                         recipe, [](std::size_t) {});
    return std::move(only.state);
}

void Trainer::project_first(const Communicator& team, const AutoencoderNetwork& network,
                            Parameters& parameters) {
    const auto n = static_cast<std::size_t>(network.state_size());
    const auto latent = static_cast<std::size_t>(network.latent());
    const auto count = static_cast<int>(run_.deck.trajectories.train);
    const int shards = std::min(count, 64);  // each holds a sum of its own
    AlignedVector<float> rows;
    PrincipalComponents fitted;
    agree_on_errors(team, [&] {
        const auto train = snapshots().train();
        const auto trajectory = static_cast<std::ptrdiff_t>(train.size()) / count;
        const auto scaled = [&](int shard) -> std::span<const float> {
            const auto range = share_of(count, shard, shards);
            rows.assign(train.begin() + trajectory * range.begin,
                        train.begin() + trajectory * range.end);
            scaler().apply(rows);
            return rows;
        };
        std::vector<double> offset;
        for (std::size_t j = 0; j < scaler().width(); ++j) {
            offset.push_back(static_cast<double>(scaler().offset[j]) /
                             static_cast<double>(scaler().scale[j]));
        }
        fitted = principal_components(team, {shards, n, scaled, std::move(offset)}, latent);
    });
    // Rank 0 has them; floats pass through doubles as they are.
    std::vector<double> all(n * (latent + 1), 0.0);
    if (team.rank() == 0) {
        std::copy(fitted.mean.begin(), fitted.mean.end(), all.begin());
        std::copy(fitted.components.begin(), fitted.components.end(),
                  all.begin() + static_cast<std::ptrdiff_t>(n));
    }
    all = team.collect(std::move(all));
    const auto components = all.begin() + static_cast<std::ptrdiff_t>(n);
    fitted.mean.assign(all.begin(), components);
    fitted.components.assign(components, all.end());
    set_principal_bypass(network, fitted, parameters);
}

void Trainer::make_stepper(const LearningJob& job, const TrainingTask& task) {
    const auto level = job.levels.front();
    const auto& part = job.parts.front();
    const auto& recipe = run_.deck.steppers.training;
    const auto network = stepper_of(run_, job.plan);
    SampledObjective objective(task.team, *engine_, problem_of_stepper(job.plan, level));
    const auto state = run_training(task, part, objective, recipe, [&] {
        return TrainingState::start(initial(network, job.plan, level + 1));
    });
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
        networks.push_back({parts.back().name(),
                            stacked_samples(problem_of_stepper(job.plan, levels.back())),
                            TrainingState::start(initial(network, job.plan, levels.back() + 1))});
    }
    const LatentData& data = latent(job.plan.name);
    const auto loss = Loss::of_steps(network, static_cast<int>(data.dimension), 1);
    run_stacked_training(
        task, parts, networks, stacks_on(run_.device, {loss, data.train, data.validation}), recipe,
        [&](std::size_t i) { keep_stepper(parts[i], job.plan, levels[i], networks[i].state); });
}

TrainingProblem Trainer::problem_of_stepper(const SurrogatePlan& plan, std::size_t level) {
    snapshots_.reset();
    const auto& keys = run_.deck.steppers;
    const LatentData& data = latent(plan.name);
    const auto stride = keys.strides[level];
    const auto window = keys.window_of(level);
    const Windows windows(data.train_view(), stride, window);
    const SampleDraws draws(windows.trajectories(), windows.offsets(),
                            keys.training.transient_share, stream(Purpose::batch, plan, level + 1));
    return stepper_problem(stepper_of(run_, plan), windows,
                           Windows(data.validation_view(), stride, window), data.dimension,
                           keys.training.batch, draws);
}

void Trainer::keep_stepper(const ModelPart& part, const SurrogatePlan& plan, std::size_t level,
                           const TrainingState& state) const {
    store_.write_finished(part,
                          stepper_record({run_.deck.steppers.strides[level], stepper_of(run_, plan),
                                          state.kept_parameters, summary_of(state)}));
}

RandomStream Trainer::stream(Purpose purpose, const SurrogatePlan& plan,
                             std::size_t network) const {
    return {static_cast<std::uint64_t>(run_.deck.run.seed), purpose,
            static_cast<std::uint32_t>(plan.latent) * networks_of_a_surrogate +
                static_cast<std::uint32_t>(network)};
}

SampleDraws Trainer::snapshot_draws(const SurrogatePlan& plan, std::size_t network) const {
    return {run_.deck.trajectories.train, run_.deck.train_steps() + 1,
            run_.deck.reduction.training.transient_share, stream(Purpose::batch, plan, network)};
}

const Snapshots& Trainer::snapshots() {
    if (!snapshots_) snapshots_.emplace(run_, data_);
    return *snapshots_;
}

const Scaler& Trainer::scaler() {
    if (!scaler_) {
        scaler_ = Scaler::fit(run_.deck.reduction.scaler, snapshots().train(), snapshot_size(run_));
        if (!run_.deck.reduction.conditioned) return *scaler_;
        // Parameters are of any size; networks want them near one.
        const auto standard = Scaler::fit("standard", snapshots().train(), snapshot_size(run_));
        const auto first = static_cast<std::ptrdiff_t>(embedding_size(run_));
        std::copy(standard.offset.begin() + first, standard.offset.end(),
                  scaler_->offset.begin() + first);
        std::copy(standard.scale.begin() + first, standard.scale.end(),
                  scaler_->scale.begin() + first);
    }
    return *scaler_;
}

const LatentData& Trainer::latent(const std::string& surrogate) {
    if (latent_of_ != surrogate) {
        auto reduction = read_reduction(store_.read({surrogate, "reduction"}));
        latent_ = latent_data(data_, reduction);
        latent_of_ = surrogate;
    }
    return latent_;
}

}  // namespace lhits
