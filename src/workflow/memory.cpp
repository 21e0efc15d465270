// What a rank holds at most, stage by stage.
#include <algorithm>

#include "ensemble/ensemble_plan.hpp"
#include "learn/training_data.hpp"
#include "lhits/hits/training_problem.hpp"
#include "lhits/workflow/plan.hpp"
#include "networks.hpp"

namespace lhits {
namespace {

/// The program, its libraries and MPI; with LibTorch (Debian 12, Open MPI 4.1).
constexpr double program_bytes = 73e6;
constexpr double torch_bytes = 170e6;

double bytes_of(double floats) { return sizeof(float) * floats; }

/// Of one time of the states.
double state_bytes(const Run& run) {
    return bytes_of(static_cast<double>(run.system->state_size()));
}

/// Training and validation trajectories.
double known_times(const Run& run) {
    const auto& t = run.deck.trajectories;
    return static_cast<double>(t.train * (run.deck.train_steps() + 1) +
                               t.validation * (run.deck.system.steps + 1));
}

std::int64_t in_sample_members(const Run& run) {
    return std::min(run.deck.trajectories.train, run.deck.forecast.in_sample);
}

std::int64_t batch_of(std::int64_t asked, std::int64_t all) { return asked > 0 ? asked : all; }

/// A network in training: the parameters, those that are kept, two moments, the gradient and its
/// sum, the gradient of each shard, and what is written.
double training_bytes(std::size_t parameters, int shards) {
    return bytes_of(static_cast<double>(parameters) * (shards + 7));
}

double autoencoder_bytes(const Run& run, const AutoencoderNetwork& network) {
    const auto rows = batch_of(run.deck.reduction.training.batch, training_snapshots(run));
    const auto shards = shards_of(rows, rows_per_shard);
    return training_bytes(network.parameter_count(), shards) +
           2.0 * bytes_of(static_cast<double>(rows / shards * network.state_size()));
}

/// Covariances of small states are matrices, one for each shard.
double component_bytes(const Run& run) {
    constexpr std::size_t small_state = 256;
    const auto n = run.system->state_size();
    const auto shards = std::min<std::int64_t>(run.deck.trajectories.train, 64);
    return sizeof(double) * static_cast<double>(shards) *
           static_cast<double>(n <= small_state ? n * n : 2 * n);
}

double learning_bytes(const Run& run) {
    const auto& deck = run.deck;
    const double times = known_times(run);
    const double rows = times * bytes_of(static_cast<double>(snapshot_size(run)));
    const bool stacked = run.stacked() && deck.reduction.kind == "autoencoder";
    const double snapshots =
        ((Snapshots::are_states(run) ? 0.0 : 1.0) + (stacked ? 1.0 : 0.0)) * rows;
    double most = component_bytes(run);
    if (deck.reduction.dimension.estimate) {
        most = std::max(most, snapshots + autoencoder_bytes(run, dimension_network_of(run)));
    }
    for (const auto& plan : surrogate_plans(run)) {
        const auto stepper = stepper_of(run, plan);
        const auto levels = deck.steppers.strides.size();
        const double latent = times * bytes_of(static_cast<double>(stepper.in()));
        const auto batch = batch_of(deck.steppers.training.batch, training_snapshots(run));
        most = std::max(
            most, latent + training_bytes((run.stacked() ? levels : 1) * stepper.parameter_count(),
                                          shards_of(batch, windows_per_shard)));
        if (!is_autoencoder(plan.kind)) continue;
        const auto network = autoencoder_of(run, plan);
        most = std::max(most, snapshots + autoencoder_bytes(run, network));
        if (!is_fine_tuned(run, plan)) continue;
        most = std::max(
            most,
            rows + training_bytes(network.parameter_count() + levels * stepper.parameter_count(),
                                  shards_of(deck.fine_tuning.training.batch, forecasts_per_shard)));
    }
    return times * state_bytes(run) + most;  // the file is mapped
}

/// The networks of all surrogates.
double model_bytes(const Run& run) {
    double parameters = 0.0;
    for (const auto& plan : surrogate_plans(run)) {
        parameters += static_cast<double>(run.deck.steppers.strides.size() *
                                          stepper_of(run, plan).parameter_count());
        if (is_autoencoder(plan.kind)) {
            parameters += static_cast<double>(autoencoder_of(run, plan).parameter_count());
        }
    }
    return 2.0 * bytes_of(parameters);  // and once more as they are read
}

double forecast_bytes(const Run& run) {
    constexpr double kept_results = 256e6;  // then they are saved
    const auto& t = run.deck.trajectories;
    const auto members = static_cast<double>(t.test + in_sample_members(run));
    const auto surrogates = static_cast<double>(surrogate_plans(run).size());
    const auto chunk = static_cast<double>(
        std::min(run.deck.forecast.chunk, std::max(t.test, in_sample_members(run))));
    const double results = std::min(kept_results, members * surrogates * trajectory_bytes(run));
    return model_bytes(run) + members * trajectory_bytes(run) +
           3.0 * chunk * trajectory_bytes(run) + results;
}

/// Samples in double precision, and some of them once more as they are written.
double generating_bytes(const Run& run) {
    const auto& t = run.deck.trajectories;
    return 3.0 * trajectory_bytes(run) *
           static_cast<double>(std::min(run.system->batch(), t.train + t.validation + t.test));
}

}  // namespace

double trajectory_bytes(const Run& run) {
    return static_cast<double>(run.deck.system.steps + 1) * state_bytes(run);
}

double memory_of_rank(const Run& run) {
    return program_bytes + (run.stacked() ? torch_bytes : 0.0) +
           std::max({generating_bytes(run), learning_bytes(run), forecast_bytes(run),
                     model_bytes(run) + ensemble_memory(run)});
}

}  // namespace lhits
