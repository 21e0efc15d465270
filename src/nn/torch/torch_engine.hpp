// The same losses through LibTorch's autograd: the reference.
#pragma once

#include "lhits/nn/engine.hpp"

namespace lhits {

class TorchEngine final : public Engine {
public:
    double reconstruction(const AutoencoderNetwork& network, std::span<const float> parameters,
                          const ReconstructionBatch& batch, float scale,
                          const LatentPenalties& penalties, std::span<float> gradient) override;
    double unrolled(const Architecture& network, std::span<const float> parameters,
                    std::span<const float> z, int batch, int window, float scale,
                    std::span<float> gradient) override;
    double decoded_forecast(const ForecastNetwork& network, std::span<const float> parameters,
                            std::span<const float> rows, int batch, int window, float scale,
                            std::span<float> gradient) override;
    void evaluate(const Architecture& network, std::span<const float> parameters,
                  std::span<const float> x, int rows, std::span<float> y) override;
};

}  // namespace lhits
