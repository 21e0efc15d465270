// What lies between an encoder and the first latent rows.
#pragma once

#include "lhits/nn/loss.hpp"

namespace lhits {

/// From what the encoder gives to latent rows: coordinates are drawn where it is variational,
/// penalties added up, codes normalised, what stays put behind.
class LatentStage {
public:
    /// Penalties are multiplied with `scale`. Borrows `loss` and, (rows, latent) or null, `normal`.
    LatentStage(const Loss& loss, double scale, const float* normal)
        : loss_(loss), scale_(scale), normal_(normal) {}

    /// z (rows, dimension()) from `code`, the encoder's, and the rows that were encoded. Returns
    /// the weighted penalties.
    double forward(const float* code, const float* encoded, int rows, float* z) const;

    /// The derivative by `code` in `code_gradient`, from that by z and that of the penalties.
    void backward(const float* code, const float* z_gradient, int rows, float* code_gradient) const;

private:
    const Loss& loss_;
    double scale_;
    const float* normal_;
};

}  // namespace lhits
