// Who computes losses and their gradients: our own dense engine, or LibTorch's autograd.
#pragma once

#include <memory>
#include <span>
#include <string>

#include "lhits/nn/autoencoder_network.hpp"
#include "lhits/nn/forecast_network.hpp"

namespace lhits {

/// What an autoencoder is shown, and what it is to make of it.
struct ReconstructionBatch {
    std::span<const float> input;   ///< (rows, n + p), the conditions last
    std::span<const float> target;  ///< (rows, n + p), of which n columns are compared
    int rows = 0;
    /// (rows, z) numbers of the standard normal distribution: z = mean + deviation * noise where
    /// the autoencoder is variational; empty: z = mean.
    std::span<const float> noise{};
};

/// Weights of what is added to the loss of an autoencoder.
struct LatentPenalties {
    float sparsity = 0.0F;  ///< of the sum of |z| (of the means)
    float divergence =
        0.0F;  ///< of the sum of Kullback-Leibler divergences, where it is variational
};

/// Computes the losses of the method with their gradients. An engine keeps its work memory
/// between calls; one per thread. All matrices are row-major float32.
class Engine {
public:
    Engine() = default;
    virtual ~Engine() = default;
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;

    /// Reconstruction (Eqs. 7-10 of Hamid et al. 2024): scale * sum of (decoder(z) - target)^2 with
    /// z = encoder(input), and the penalties. `gradient`, unless empty, receives its derivative by
    /// the parameters.
    virtual double reconstruction(const AutoencoderNetwork& network,
                                  std::span<const float> parameters,
                                  const ReconstructionBatch& batch, float scale,
                                  const LatentPenalties& penalties, std::span<float> gradient) = 0;

    /// An unrolled residual stepper (Eq. 12): z_{k+1} = z_k + network(z_k), k = 0 .. window - 1.
    /// `z` is (window + 1, batch, d): the start and the targets. The network reads the last
    /// network.in() <= d columns and changes the first network.out() <= d; the others stay as they
    /// start. Returns scale * sum over k = 1 .. window of (z_k - target_k)^2 in the columns that
    /// change, and its derivative as above.
    virtual double unrolled(const Architecture& network, std::span<const float> parameters,
                            std::span<const float> z, int batch, int window, float scale,
                            std::span<float> gradient) = 0;

    /// A decoded forecast: the first of `rows`, (window + 1, batch, network.row_size()), is
    /// encoded, stepped `window` times and decoded before and after each step. Returns scale * sum
    /// over k = 0 .. window of (decoded_k - rows_k)^2 in the first columns, those of the state, and
    /// its derivative as above.
    virtual double decoded_forecast(const ForecastNetwork& network,
                                    std::span<const float> parameters, std::span<const float> rows,
                                    int batch, int window, float scale,
                                    std::span<float> gradient) = 0;

    /// y (rows, out) = network(x), x (rows, in); no gradient. The native engine's bits of a row do
    /// not depend on the other rows.
    virtual void evaluate(const Architecture& network, std::span<const float> parameters,
                          std::span<const float> x, int rows, std::span<float> y) = 0;

    /// One step of a residual stepper, no gradient: to (rows, d) is `from`, (rows, d), with
    /// network(from) added; the columns that it reads and changes are those of unrolled().
    void step(const Architecture& network, std::span<const float> parameters,
              std::span<const float> from, int rows, std::span<float> to);
};

/// "native": matrix products from LIBXSMM, all else fused around them; no autograd graph.
/// "torch": LibTorch's autograd, the reference that the native one is tested against.
/// Throws std::invalid_argument for another name.
std::unique_ptr<Engine> make_engine(const std::string& name);

}  // namespace lhits
