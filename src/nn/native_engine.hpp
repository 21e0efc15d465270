// The CPU engine: kernels made for each shape, everything else fused into passes over what is in
// cache, all memory kept between calls, no autograd graph.
#pragma once

#include "decoded_forecast.hpp"
#include "dense_tape.hpp"
#include "forward_pass.hpp"
#include "latent_stage.hpp"
#include "lhits/nn/engine.hpp"
#include "unrolled_steps.hpp"

namespace lhits {

class NativeEngine final : public Engine {
public:
    double reconstruction(const AutoencoderNetwork& network, std::span<const float> parameters,
                          const ReconstructionBatch& batch, float scale,
                          const LatentPenalties& penalties, std::span<float> gradient) override;
    double unrolled(const Architecture& network, std::span<const float> parameters,
                    std::span<const float> z, int batch, int window, float scale,
                    std::span<float> gradient) override;
    double decoded_forecast(const ForecastNetwork& network, std::span<const float> parameters,
                            std::span<const float> rows, int batch, int window, float scale,
                            std::span<float> gradient) override {
        return decoded_forecast_.loss(network, parameters, rows, {batch, window}, scale, gradient);
    }
    void evaluate(const Architecture& network, std::span<const float> parameters,
                  std::span<const float> x, int rows, std::span<float> y) override;

private:
    const float* compared(const float* target, int n, int width, int rows);

    DenseTape encoder_;
    LatentStage latent_;
    DenseTape decoder_;
    AlignedVector<float> target_;  // (tile, n), where conditions stand beside
    UnrolledSteps steps_;
    AlignedVector<float> states_;  // (window + 1, batch, d): the unrolled states
    AlignedVector<float> errors_;  // (window, batch, d): d loss / d z_k by its own target
    DecodedForecast decoded_forecast_;
    ForwardPass forward_pass_;
};

}  // namespace lhits
