// The CPU engine: kernels made for each shape, everything else fused into passes over what is in
// cache, all memory kept between calls, no autograd graph.
#pragma once

#include "dense_tape.hpp"
#include "forward_pass.hpp"
#include "latent_stage.hpp"
#include "lhits/nn/engine.hpp"
#include "unrolled_steps.hpp"

namespace lhits {

class NativeEngine final : public Engine {
public:
    double loss(const Loss& loss, std::span<const float> parameters, const Samples& samples,
                const LossScales& scales, std::span<float> gradient) override;
    void evaluate(const Architecture& network, std::span<const float> parameters,
                  std::span<const float> x, int rows, std::span<float> y) override;

private:
    /// Samples that pass through all networks at once, forward and back.
    struct Tile {
        const float* rows;     // (window + 1, count, row size)
        const float* encoded;  // (count, row size)
        int count;
        bool add;  // its gradient to that of tiles before
    };
    struct Sums {
        double errors;  // squared, not scaled yet
        double penalty;
    };
    Sums pass(const Loss& loss, const LatentStage& stage, const Tile& tile, float scale,
              std::span<float> gradient);

    DenseTape encoder_;
    DenseTape decoder_;
    UnrolledSteps steps_;
    AlignedVector<float> read_;              // (count, encoder in), where rows hold more
    AlignedVector<float> targets_;           // (compared rows, count, n), where rows hold more
    AlignedVector<float> latent_;            // (window + 1, count, d): latent rows
    AlignedVector<float> decoded_;           // (compared rows, count, decoder in)
    AlignedVector<float> decoded_gradient_;  // the same: d loss / d decoded_
    AlignedVector<float> latent_gradient_;   // (window + 1, count, d), each by its own target
    ForwardPass forward_pass_;
};

}  // namespace lhits
