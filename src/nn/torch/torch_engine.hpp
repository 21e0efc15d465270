// The same losses through LibTorch's autograd: the reference.
#pragma once

#include "lhits/nn/engine.hpp"

namespace lhits {

class TorchEngine final : public Engine {
public:
    double loss(const Loss& loss, std::span<const float> parameters, const Samples& samples,
                const LossScales& scales, std::span<float> gradient) override;
    void evaluate(const Architecture& network, std::span<const float> parameters,
                  std::span<const float> x, int rows, std::span<float> y) override;
};

}  // namespace lhits
