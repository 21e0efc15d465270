#include "lhits/hits/training_problem.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace lhits {
namespace {

constexpr std::int64_t most_shards = 16;

/// Of one term.
TrainingProblem problem_of(LossTerm term, std::int64_t batch, std::int64_t most_validated,
                           std::int64_t per_shard) {
    TrainingProblem problem;
    problem.batch = batch > 0 ? batch : term.train.count();
    problem.drawn = batch > 0;
    problem.validated = std::min(term.validation.count(), most_validated);
    problem.shards = shards_of(problem.batch, per_shard);
    problem.validation_shards = shards_of(problem.validated, per_shard);
    problem.terms.push_back(std::move(term));
    return problem;
}

}  // namespace

int shards_of(std::int64_t samples, std::int64_t per_shard) {
    return static_cast<int>(std::clamp(samples / per_shard, std::int64_t{1}, most_shards));
}

std::size_t TrainingProblem::parameter_count() const {
    std::size_t count = terms.front().loss.stepper_offset();
    for (const auto& term : terms) {
        count += term.loss.parameter_count() - term.loss.stepper_offset();
    }
    return count;
}

TrainingProblem reconstruction_problem(const AutoencoderNetwork& network, Scaler scaler,
                                       std::span<const float> train,
                                       std::span<const float> validation, std::int64_t batch,
                                       const SampleDraws& draws,
                                       const Regularisation& regularisation) {
    const auto samples = [&](std::span<const float> rows) {
        const std::int64_t width = network.encoder.in();
        return Windows({rows, 1, static_cast<std::int64_t>(rows.size()) / width, width}, 1, 0);
    };
    const auto validated = samples(validation);
    auto problem = problem_of({Loss::of_reconstruction(network), samples(train), validated, draws},
                              batch, validated.count(), rows_per_shard);
    problem.scaler = std::move(scaler);
    problem.regularisation = regularisation;
    problem.terms.front().loss.penalties = regularisation.penalties;
    return problem;
}

TrainingProblem stepper_problem(const Architecture& network, const Windows& train,
                                const Windows& validation, std::int64_t dimension,
                                std::int64_t batch, const SampleDraws& draws) {
    if (network.in() > dimension || network.out() > dimension) {
        throw std::invalid_argument(
            fmt::format("expected a stepper for rows of {} columns, found one from {} to {}",
                        dimension, network.in(), network.out()));
    }
    return problem_of(
        {Loss::of_steps(network, static_cast<int>(dimension), static_cast<int>(train.window())),
         train, validation, draws},
        batch, validation_windows, windows_per_shard);
}

TrainingProblem fine_tuning_problem(const AutoencoderNetwork& network, const Scaler& latent,
                                    const std::vector<TunedStepper>& steppers, std::int64_t batch) {
    TrainingProblem problem;
    problem.batch = batch;
    problem.validated =
        std::max(std::int64_t{1}, validation_windows / static_cast<std::int64_t>(steppers.size()));
    problem.shards = shards_of(batch, forecasts_per_shard);
    problem.validation_shards = static_cast<int>(most_shards);
    for (const auto& [stepper, train, validation, draws] : steppers) {
        problem.terms.push_back(
            {Loss::of_forecast(network, stepper, static_cast<int>(train.window()), latent.offset,
                               latent.scale),
             train, validation, draws});
    }
    return problem;
}

StackedSamples stacked_samples(const TrainingProblem& problem) {
    const auto& [loss, train, validation, draws] = problem.terms.front();
    StackedSamples samples{train.stride(), train.window(), problem.batch, problem.drawn, {}, {}};
    samples.row = [train, draws, drawn = problem.drawn](std::uint64_t sample) {
        return train.first_sample(drawn ? draws.index(sample) : static_cast<std::int64_t>(sample));
    };
    for (std::int64_t i = 0; i < problem.validated; ++i) {
        samples.validation_rows.push_back(
            validation.first_sample(validation.spread(i, problem.validated)));
    }
    return samples;
}

}  // namespace lhits
