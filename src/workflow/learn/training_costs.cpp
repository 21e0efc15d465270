#include "training_costs.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "../networks.hpp"
#include "../costs/kernel_costs.hpp"
#include "lhits/hits/reduction.hpp"
#include "lhits/hits/sampled_objective.hpp"
#include "lhits/nn/training.hpp"

namespace lhits {
namespace {

std::string name_of(const Architecture& network, const std::string& activation) {
    return fmt::format("{} {}", fmt::join(network.widths, "-"), activation);
}

std::string name_of(const Run& run, const AutoencoderNetwork& network) {
    const auto& keys = run.deck.reduction;
    auto widths = network.encoder.widths;
    widths.insert(widths.end(), network.decoder.widths.begin() + 1, network.decoder.widths.end());
    return fmt::format("{} {}{}", fmt::join(widths, "-"), keys.activation,
                       keys.noise > 0.0 ? ", noisy" : "");
}

/// Small numbers, for no training may diverge on them.
AlignedVector<float> made_up(std::size_t count) {
    AlignedVector<float> values(count);
    for (std::size_t i = 0; i < count; ++i) {
        values[i] = 0.1F * std::sin(static_cast<float>(i % 1009));
    }
    return values;
}

RandomStream weights() { return {1, Purpose::weights, 0}; }

/// Has a gradient for nothing: what is left is the update of the parameters.
class Nothing final : public Objective {
public:
    double loss(std::span<const float>, std::int64_t, std::span<float> gradient) override {
        gradient.front() = 0.0F;
        return 1.0;
    }
    double validation_loss(std::span<const float>) override { return 1.0; }
};

/// Seconds of an iteration of train().
double seconds_of_iteration(Objective& objective, Parameters initial) {
    auto state = TrainingState::start(std::move(initial));
    TrainingSettings settings;
    settings.iterations = std::numeric_limits<std::int64_t>::max() / 2;
    settings.validate_every = settings.iterations;
    settings.learning_rate = 1e-9;
    struct Enough {};
    return seconds_of([&] {
        try {
            train(objective, settings, state, "costs",
                  [](const TrainingState&) { throw Enough{}; });
        } catch (const Enough&) {
        }
    });
}

/// What a training is made of, in seconds of one rank.
struct Parts {
    int shards = 1;          ///< of a batch
    double iteration = 0.0;  ///< in all
    double update = 0.0;     ///< of the parameters, which every rank does
    double validation = 0.0;
};

double update_seconds(std::size_t parameters, Costs& costs) {
    const auto bytes = 5.0 * sizeof(float) * static_cast<double>(parameters);
    return costs.seconds(fmt::format("update of {} parameters", parameters), bytes / 1e10, [&] {
        Nothing nothing;
        return seconds_of_iteration(nothing, Parameters(parameters, 0.1F));
    });
}

/// Of as many rows as are measured at most; more take as much longer as there are more.
constexpr std::int64_t most_batch_rows = 2048;

/// Seconds of a row, many at a time.
double seconds_of_row(const Architecture& network, Costs& costs) {
    return evaluation_seconds(network, most_batch_rows, costs) /
           static_cast<double>(most_batch_rows);
}

/// Seconds of encoding and decoding a row.
double seconds_of_both(const AutoencoderNetwork& network, Costs& costs) {
    return seconds_of_row(network.encoder, costs) + seconds_of_row(network.decoder, costs);
}

/// Of an iteration over so many rows, with an allowance for small networks.
double assumed_iteration(std::int64_t rows, std::size_t parameters) {
    constexpr double overhead = 1e6;
    return (6.0 * static_cast<double>(rows) * static_cast<double>(parameters) + overhead) /
           assumed_flops;
}

Parts autoencoder_parts(const Run& run, const AutoencoderNetwork& network, Costs& costs) {
    const auto& keys = run.deck.reduction;
    const auto rows = keys.training.batch > 0 ? keys.training.batch : training_snapshots(run);
    const auto measured = std::min(rows, most_batch_rows);
    Parts parts;
    parts.shards = shards_of(rows, rows_per_shard);
    parts.update = update_seconds(network.parameter_count(), costs);
    const auto name =
        fmt::format("autoencoder {}, an iteration of {} rows", name_of(run, network), measured);
    const auto assumed = assumed_iteration(measured, network.parameter_count());
    const double iteration = costs.seconds(name, assumed, [&] {
        const auto self = Communicator::self();
        const auto engine = make_engine("native");
        const auto n = static_cast<std::size_t>(network.encoder.in());
        const auto x = made_up(static_cast<std::size_t>(measured) * n);
        const SampleDraws draws(1, measured, 0.0, RandomStream(1, Purpose::batch, 0));
        Regularisation regularisation;
        regularisation.noise = keys.noise;
        SampledObjective objective(self, *engine,
                                   reconstruction_problem(network, Scaler::fit("none", {}, n), x, x,
                                                          measured, draws, regularisation));
        return seconds_of_iteration(objective, initial_parameters(network, weights()));
    });
    parts.iteration = parts.update + (iteration - parts.update) * static_cast<double>(rows) /
                                         static_cast<double>(measured);
    parts.validation =
        static_cast<double>(validation_snapshots(run)) * seconds_of_both(network, costs);
    return parts;
}

Parts stepper_parts(const Run& run, const Architecture& network, std::size_t level, Costs& costs) {
    const auto& keys = run.deck.steppers;
    const auto window = keys.window_of(level);
    const auto windows =
        run.deck.trajectories.train * (run.deck.train_steps() + 1 - window * keys.strides[level]);
    const auto batch = keys.training.batch > 0 ? keys.training.batch : windows;
    const auto measured = std::min(batch, most_batch_rows);
    Parts parts;
    parts.shards = shards_of(batch, windows_per_shard);
    parts.update = update_seconds(network.parameter_count(), costs);
    const auto name = fmt::format("stepper {}, an iteration of {} windows of {}",
                                  name_of(network, keys.activation), measured, window);
    const auto assumed = assumed_iteration(measured * window, network.parameter_count());
    const double iteration = costs.seconds(name, assumed, [&] {
        const auto self = Communicator::self();
        const auto engine = make_engine("native");
        const std::int64_t times = 2 * measured + window;
        // Of a latent row a stepper changes all but the parameters.
        const auto width = network.out() + static_cast<std::int64_t>(run.deck.parameters.count());
        const auto z = made_up(static_cast<std::size_t>(times * width));
        const Windows some({z, 1, times, width}, 1, window);
        const SampleDraws draws(1, some.offsets(), 0.0, RandomStream(1, Purpose::batch, 0));
        SampledObjective objective(self, *engine,
                                   stepper_problem(network, some, some, width, measured, draws));
        return seconds_of_iteration(objective, initial_parameters(network, weights()));
    });
    parts.iteration = parts.update + (iteration - parts.update) * static_cast<double>(batch) /
                                         static_cast<double>(measured);
    const auto validated = run.deck.trajectories.validation *
                           (run.deck.system.steps + 1 - window * keys.strides[level]);
    parts.validation = static_cast<double>(std::min(validated, validation_windows) * window) *
                       seconds_of_row(network, costs);
    return parts;
}

/// Seconds of an iteration of fine-tuning with one of the strides alone.
double fine_tuning_iteration(const Run& run, const AutoencoderNetwork& network,
                             const Architecture& stepper, std::int64_t window, Costs& costs) {
    const auto batch = run.deck.fine_tuning.training.batch;
    const auto measured = std::min(batch, most_batch_rows / (window + 1) + 1);
    const auto name = fmt::format(
        "fine-tuning of autoencoder {} and stepper {}, an iteration of {} windows of {}",
        name_of(run, network), name_of(stepper, run.deck.steppers.activation), measured, window);
    const auto assumed = assumed_iteration(
        measured, network.parameter_count() +
                      static_cast<std::size_t>(window) *
                          (network.decoder.parameter_count() + stepper.parameter_count()));
    const double measured_seconds = costs.seconds(name, assumed, [&] {
        const auto self = Communicator::self();
        const auto engine = make_engine("native");
        const auto d = static_cast<std::size_t>(stepper.in());
        const std::int64_t width = network.encoder.in() + stepper.in() - stepper.out();
        const std::int64_t times = 2 * measured + window;
        const auto rows = made_up(static_cast<std::size_t>(times * width));
        const Windows some({rows, 1, times, width}, 1, window);
        const SampleDraws draws(1, some.offsets(), 0.0, RandomStream(1, Purpose::batch, 0));
        SampledObjective objective(self, *engine,
                                   fine_tuning_problem(network, Scaler::fit("none", {}, d),
                                                       {{stepper, some, some, draws}}, measured));
        auto initial = initial_parameters(network, weights());
        const auto own = initial_parameters(stepper, weights(), initial.size());
        initial.insert(initial.end(), own.begin(), own.end());
        return seconds_of_iteration(objective, std::move(initial));
    });
    const double update =
        update_seconds(network.parameter_count() + stepper.parameter_count(), costs);
    return std::max(0.0, measured_seconds - update) * static_cast<double>(batch) /
           static_cast<double>(measured);
}

Parts fine_tuning_parts(const Run& run, const AutoencoderNetwork& network,
                        const Architecture& stepper, Costs& costs) {
    const auto strides = run.deck.steppers.strides.size();
    Parts parts;
    parts.shards = shards_of(run.deck.fine_tuning.training.batch, forecasts_per_shard);
    parts.update =
        update_seconds(network.parameter_count() + strides * stepper.parameter_count(), costs);
    parts.iteration = parts.update;
    const double stepping = seconds_of_row(stepper, costs);
    const double decoding = seconds_of_row(network.decoder, costs);
    for (std::size_t level = 0; level < strides; ++level) {
        const auto window = run.deck.fine_tuning_window(level);
        parts.iteration += fine_tuning_iteration(run, network, stepper, window, costs);
        parts.validation += static_cast<double>(validation_windows) / static_cast<double>(strides) *
                            static_cast<double>(window + 1) * (stepping + decoding);
    }
    return parts;
}

double seconds_of_training(const Parts& parts, const TrainingKeys& recipe, std::size_t parameters,
                           int ranks, const Costs& costs) {
    const auto share = [&](int shards) {
        const int most = (shards + ranks - 1) / ranks;  // of a rank
        return static_cast<double>(most) / static_cast<double>(shards);
    };
    const double bytes = sizeof(float) * static_cast<double>(parameters);
    const double iteration = (parts.iteration - parts.update) * share(parts.shards) + parts.update +
                             costs.exchange(ranks, bytes);
    const auto validations = recipe.iterations / recipe.validate_every + 1;
    return static_cast<double>(recipe.iterations) * iteration +
           static_cast<double>(validations) * parts.validation / std::min(ranks, 16);
}

double seconds_of_reduction(const Run& run, const LearningJob& job, int ranks, Costs& costs) {
    // Snapshots are read, encoded and, to tell the error, encoded and decoded.
    constexpr double bytes_per_second = 1e9;
    const auto rows = static_cast<double>(training_snapshots(run) + validation_snapshots(run));
    const double read =
        rows * static_cast<double>(run.system->state_size()) * sizeof(float) / bytes_per_second;
    const bool dimension = job.kind == LearningJob::Kind::dimension;
    if (!dimension && !is_autoencoder(job.plan.kind)) return read;
    const auto network = dimension ? dimension_network_of(run) : autoencoder_of(run, job.plan);
    return read + 1.5 * rows * seconds_of_both(network, costs) +
           seconds_of_training(autoencoder_parts(run, network, costs), run.deck.reduction.training,
                               network.parameter_count(), ranks, costs);
}

/// Of the covariance, or of the products of snapshots where these are fewer than coordinates.
double seconds_of_components(const Run& run, int ranks) {
    const auto rows = static_cast<double>(training_snapshots(run));
    const auto n = static_cast<double>(run.system->state_size());
    return 2.0 * rows * n * std::min(rows, n) / assumed_flops / ranks;
}

}  // namespace

double seconds_of_job(const Run& run, const LearningJob& job, int ranks, Costs& costs) {
    switch (job.kind) {
        case LearningJob::Kind::components: return seconds_of_components(run, ranks);
        case LearningJob::Kind::dimension:
        case LearningJob::Kind::reduction: return seconds_of_reduction(run, job, ranks, costs);
        case LearningJob::Kind::fine_tuning:
        case LearningJob::Kind::steppers: break;
    }
    const auto network = stepper_of(run, job.plan);
    if (job.kind == LearningJob::Kind::fine_tuning) {
        const auto autoencoder = autoencoder_of(run, job.plan);
        const auto parameters = autoencoder.parameter_count() +
                                run.deck.steppers.strides.size() * network.parameter_count();
        return seconds_of_training(fine_tuning_parts(run, autoencoder, network, costs),
                                   run.deck.fine_tuning.training, parameters, ranks, costs);
    }
    double sum = 0.0;
    for (const auto level : job.levels) {
        sum += seconds_of_training(stepper_parts(run, network, level, costs),
                                   run.deck.steppers.training, network.parameter_count(), ranks,
                                   costs);
    }
    return sum;
}

}  // namespace lhits
