// What an autoencoder and all steppers of its latent coordinates are trained on together.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "lhits/hits/sample_draws.hpp"
#include "lhits/hits/scaler.hpp"
#include "lhits/hits/stepper_objective.hpp"
#include "lhits/nn/engine.hpp"
#include "lhits/nn/training.hpp"
#include "lhits/parallel/communicator.hpp"
#include "lhits/parallel/fixed_sum.hpp"

namespace lhits {

/// A stepper in a fine-tuning, and the windows of its stride. These are of rows as
/// ForecastNetwork::row_size() has them: what is encoded, scaled, and what stays in a latent row.
struct TunedStepper {
    Architecture network;
    Windows train;
    Windows validation;
    SampleDraws draws;  ///< of train
};

/// Mean squared error of decoded forecasts, in what the autoencoder is trained on: of the state
/// that is encoded and of those after each step of a window; the mean of all strides, which weigh
/// the same. Its gradient goes through decoder, steppers and encoder, as in the joint training of
/// Lusch, Kutz, Brunton (Nature Communications 9 (2018) 4950); the normalisation of latent rows
/// stays as it is. The parameters are the encoder's, the decoder's, then those of the steppers in
/// turn. Every iteration draws `batch` windows of each stride. Batches are cut into shards whose
/// number depends on theirs alone; the ranks of the team compute shards, and the gradient is their
/// fixed-order sum, so training has the same bits in teams of any size.
class FineTuningObjective final : public Objective {
public:
    /// `latent` normalises latent rows. Borrows `team` and `engine`, and the data behind the
    /// windows, which are the same on all ranks of the team.
    FineTuningObjective(const Communicator& team, Engine& engine,
                        const AutoencoderNetwork& autoencoder, const Scaler& latent,
                        std::vector<TunedStepper> steppers, std::int64_t batch);

    /// Collective over the team.
    double loss(std::span<const float> parameters, std::int64_t iteration,
                std::span<float> gradient) override;
    /// Collective over the team: of windows evenly spread over the validation trajectories.
    double validation_loss(std::span<const float> parameters) override;

    std::size_t parameter_count() const { return parameters_; }

    /// Of all strides together, at most.
    static constexpr std::int64_t validation_windows = 4096;

    /// The number of shards of a batch: one for every 16 windows of each stride, 16 at most.
    static int shards_of(std::int64_t batch);

private:
    /// One stride's part in a shard: `count` windows of its `all`, in samples_.
    double forecast_loss(std::size_t stepper, std::span<const float> parameters, int count,
                         std::int64_t all, std::span<float> gradient);

    Engine& engine_;
    std::vector<ForecastNetwork> networks_;  // one a stepper
    std::vector<TunedStepper> steppers_;
    std::vector<std::vector<std::int64_t>> validated_;  // numbers of windows, by stepper
    std::vector<std::size_t> offsets_;                  // of the steppers' parameters
    std::size_t parameters_ = 0;
    std::int64_t batch_;
    FixedSum sum_;             // gradient, and the loss behind it
    FixedSum validation_sum_;  // the loss alone
    AlignedVector<float> samples_;
    Parameters own_;       // of one stride's network
    Parameters gradient_;  // the same
};

}  // namespace lhits
