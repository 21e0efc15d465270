// Fully connected networks on LibTorch's tensors, m of one shape at a time.
#pragma once

#include <torch/types.h>

#include <span>
#include <vector>

#include "lhits/nn/network.hpp"

namespace lhits {

/// A tensor over memory of ours, which LibTorch only reads.
torch::Tensor view(std::span<const float> data, c10::IntArrayRef shape);

/// W (m, in, out) and b (m, 1, out) of each layer in turn, and B (m, in, out) of a bypass: views of
/// `parameters` (m, P).
std::vector<torch::Tensor> layers_of(const Architecture& network, const torch::Tensor& parameters);

/// y (m, rows, out) of x (m, rows, in).
torch::Tensor apply(const Architecture& network, const std::vector<torch::Tensor>& layers,
                    const torch::Tensor& x);

/// One step of a residual stepper, state (m, rows, d): see Loss.
torch::Tensor stepped(const Architecture& network, const std::vector<torch::Tensor>& layers,
                      const torch::Tensor& state);

}  // namespace lhits
