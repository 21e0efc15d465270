// What lies between the encoder and the decoder of an autoencoder.
#pragma once

#include "lhits/nn/engine.hpp"

namespace lhits {

/// From what the encoder gives to what the decoder is given: latent coordinates are drawn where the
/// autoencoder is variational, penalties are added up, conditions put beside. Where there is
/// nothing of that, the encoder's output goes through as it is.
class LatentStage {
public:
    /// For up to `rows` rows; keeps its memory between calls.
    void prepare(const AutoencoderNetwork& network, const LatentPenalties& penalties, int rows);

    /// The decoder's input, (rows, z + p), from the encoder's output `code` and its `input`,
    /// (rows, n + p). `noise`, (rows, z), may be null. Borrows `code` and `noise` for backward().
    const float* forward(const float* code, const float* input, const float* noise, int rows);

    /// The weighted penalties of those rows.
    double penalty() const { return penalty_; }

    /// Where the decoder adds its derivative by its input: (rows, z + p) zeros. `code_gradient` is
    /// where the encoder wants that by its output.
    float* input_gradient(float* code_gradient, int rows);

    /// From there to the encoder's, with the derivative of the penalties.
    void backward(float* code_gradient, int rows) const;

private:
    int n_ = 0, p_ = 0, z_ = 0;
    int width_ = 0;  // of a code
    bool variational_ = false;
    bool passes_ = false;  // nothing to do
    LatentPenalties penalties_;
    double penalty_ = 0.0;
    const float* code_ = nullptr;
    const float* noise_ = nullptr;
    AlignedVector<float> input_;     // (rows, z + p)
    AlignedVector<float> gradient_;  // the same
};

}  // namespace lhits
