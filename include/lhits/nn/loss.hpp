// What networks are trained on, as a value that every engine reads.
#pragma once

#include <span>
#include <vector>

#include "lhits/nn/autoencoder_network.hpp"

namespace lhits {

/// Weights of what is added to a loss for latent coordinates.
struct LatentPenalties {
    double sparsity = 0.0;  ///< of |z| (of the mean)
    /// Of the Kullback-Leibler divergence from the standard normal distribution, where the encoder
    /// is variational (Kingma and Welling, arXiv 1312.6114; Higgins et al., ICLR 2017).
    double divergence = 0.0;
};

/// What the sums over samples are multiplied with: the inverse of how many numbers there are.
struct LossScales {
    float errors = 1.0F;
    double latent = 0.0;  ///< of penalties; 0: there are none
};

/// The way of a sample through networks, and what is compared on it. A sample is window + 1 rows of
/// row_size() columns. The encoder reads the first columns of the first row; what it makes,
/// `latent` numbers, and `staying` columns of that row behind it are a latent row z_0. The stepper
/// changes it, z_{k+1} = z_k + stepper(z_k), k = 0 .. window - 1: it reads the last columns of a
/// latent row and changes the first ones (Eq. 12 of Hamid et al. 2024). The decoder reads the first
/// columns of each z_k; what it makes is compared with the first columns of row k: a sum of squared
/// errors. Networks without layers leave what they read as it is. The parameters are the encoder's,
/// the decoder's, then the stepper's.
struct Loss {
    Architecture encoder;  ///< where it makes 2 * latent numbers: means, then log-variances
    Architecture decoder;
    Architecture stepper;  ///< where window > 0
    int latent = 0;
    int staying = 0;
    int staying_from = 0;  ///< the first of them in a row
    int window = 0;
    bool compares_start = true;  ///< also what is decoded before the first step
    /// Latent numbers are (code - offset) / scale, what is decoded z * scale + offset; for all
    /// columns of a latent row, constants. Empty: not normalised.
    std::vector<float> offset{};
    std::vector<float> scale{};
    LatentPenalties penalties{};

    int dimension() const { return latent + staying; }
    int row_size() const;
    bool variational() const { return encoder.out() > latent; }
    int compared_rows() const { return window + (compares_start ? 1 : 0); }
    std::size_t decoder_offset() const { return encoder.parameter_count(); }
    std::size_t stepper_offset() const { return decoder_offset() + decoder.parameter_count(); }
    std::size_t parameter_count() const;

    /// Of an autoencoder of rows (n + p): the reconstruction of n columns (Eqs. 7-10).
    static Loss of_reconstruction(const AutoencoderNetwork& network);
    /// Of a stepper of latent rows of `dimension` columns: those that it changes, after each step.
    static Loss of_steps(const Architecture& stepper, int dimension, int window);
    /// Of both: the decoded forecast, from the encoded state on. A row holds what is encoded, and
    /// behind it what stays in a latent row. The autoencoder is no variational one.
    static Loss of_forecast(const AutoencoderNetwork& network, const Architecture& stepper,
                            int window, std::vector<float> offset, std::vector<float> scale);
};

struct Samples {
    std::span<const float> rows;  ///< (window + 1, count, row_size())
    int count = 0;
    /// (count, row_size()): first rows with noise, in the place of which they are encoded; or
    /// empty.
    std::span<const float> noisy{};
    /// (count, latent) numbers of the standard normal distribution: z = mean + deviation * number
    /// where the encoder is variational; empty: z = mean.
    std::span<const float> normal{};
};

}  // namespace lhits
