// What a training minimises, as a value that every engine reads.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "lhits/base/random.hpp"
#include "lhits/hits/sample_draws.hpp"
#include "lhits/hits/scaler.hpp"
#include "lhits/hits/windows.hpp"
#include "lhits/nn/loss.hpp"
#include "lhits/nn/stacked_training.hpp"

namespace lhits {

/// What the training of an autoencoder has beside the reconstruction error. Random numbers are
/// those of an iteration, a row of its batch and a coordinate.
struct Regularisation {
    /// Standard deviation of the noise that is added to what is encoded, in scaled units (a
    /// denoising autoencoder: Vincent et al., ICML 2008).
    double noise = 0.0;
    LatentPenalties penalties{};  ///< of the means over rows and coordinates
    RandomStream input_noise{0, Purpose::input_noise, 0};
    RandomStream latent_noise{0, Purpose::latent_noise, 0};
};

/// A loss, and its samples: windows of rows as loss.row_size() has them.
struct LossTerm {
    Loss loss;
    Windows train;
    Windows validation;
    SampleDraws draws;  ///< of train
};

/// The mean squared error of samples, and the mean of all terms, which weigh the same. Terms have
/// the same encoder and decoder; the parameters are those of these, then the steppers' in turn.
/// Every iteration draws `batch` samples of each term by its number. Validation is without noise
/// and penalties, of samples evenly spread over the validation data. Both are cut into shards
/// whose number depends on these numbers alone (SampledObjective). Borrows the data.
struct TrainingProblem {
    std::vector<LossTerm> terms;
    std::int64_t batch = 0;
    bool drawn = true;           ///< else a batch is all samples, in their order
    std::int64_t validated = 0;  ///< samples of each term, at most
    int shards = 1;
    int validation_shards = 1;
    Scaler scaler{};  ///< of rows, or of none
    Regularisation regularisation{};

    std::size_t parameter_count() const;
};

/// Samples that a shard has at least: smaller ones cost more than a team gains. (On one rank two
/// shards of 16 windows take 5 % longer than one of 32 where steppers are 128 wide, a tenth and
/// more where they are 1024 wide.)
inline constexpr std::int64_t rows_per_shard = 64;
inline constexpr std::int64_t windows_per_shard = 32;
inline constexpr std::int64_t forecasts_per_shard = 16;
/// 16 at most.
int shards_of(std::int64_t samples, std::int64_t per_shard);

/// Of steppers and of decoded forecasts; of all terms together, at most.
inline constexpr std::int64_t validation_windows = 4096;

/// The reconstruction of an autoencoder. `train` and `validation` are (rows, n + p), not scaled
/// yet; `scaler` is for n + p columns, or for none. `batch` 0: all rows in every iteration, without
/// draws.
TrainingProblem reconstruction_problem(const AutoencoderNetwork& network, Scaler scaler,
                                       std::span<const float> train,
                                       std::span<const float> validation, std::int64_t batch,
                                       const SampleDraws& draws,
                                       const Regularisation& regularisation = {});

/// A stepper over unrolled windows of latent rows of `dimension` columns. `batch` 0: all windows.
/// Throws std::invalid_argument where the network reads or changes more columns.
TrainingProblem stepper_problem(const Architecture& network, const Windows& train,
                                const Windows& validation, std::int64_t dimension,
                                std::int64_t batch, const SampleDraws& draws);

/// A stepper in a fine-tuning, and the windows of its stride: see Loss::of_forecast().
struct TunedStepper {
    Architecture network;
    Windows train;
    Windows validation;
    SampleDraws draws;
};

/// An autoencoder and all steppers of its latent coordinates together, as in the joint training of
/// Lusch, Kutz, Brunton (Nature Communications 9 (2018) 4950): decoded forecasts of all strides, in
/// what the autoencoder is trained on. `latent` normalises latent rows and stays as it is.
TrainingProblem fine_tuning_problem(const AutoencoderNetwork& network, const Scaler& latent,
                                    const std::vector<TunedStepper>& steppers, std::int64_t batch);

/// The samples of a problem of one term, for networks that are trained in stacks: in rows of its
/// data, in their order.
StackedSamples stacked_samples(const TrainingProblem& problem);

}  // namespace lhits
