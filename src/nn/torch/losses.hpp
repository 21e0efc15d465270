// Losses on LibTorch's tensors, of m networks at a time; autograd finds their gradients.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <span>

#include "lhits/nn/loss.hpp"

namespace lhits {

struct TensorSamples {
    torch::Tensor rows;      ///< (steps + 1, m, count, row size)
    torch::Tensor weights;   ///< (m, count, 1): of a sample's squared errors
    torch::Tensor noisy{};   ///< (m, count, row size), or none: see Samples
    torch::Tensor normal{};  ///< (m, count, latent), or none
};

/// (m): the weighted squared errors, and the penalties times `latent_scale`, of networks with
/// `parameters` (m, P). `windows` are theirs, falling; that of `loss` does not count.
torch::Tensor losses_of(const Loss& loss, const torch::Tensor& parameters,
                        const TensorSamples& samples, double latent_scale,
                        std::span<const std::int64_t> windows);

}  // namespace lhits
