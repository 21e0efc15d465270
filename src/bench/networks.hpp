// The networks of the paper, as they are measured.
#pragma once

#include <cstdint>
#include <vector>

#include "lhits/hits/surrogate.hpp"
#include "lhits/nn/network.hpp"

namespace lhits {

/// One of the paper's two set-ups (Hamid et al., 2024, Tables 5 and 6): ReLU throughout.
struct PaperNetworks {
    const char* system;
    int state_size, latent;
    std::vector<std::int64_t> encoder_hidden;
    int stepper_width;  ///< of three hidden layers
    std::int64_t snapshots;
    std::vector<std::int64_t> strides;  ///< coupled

    AutoencoderNetwork autoencoder() const;
    Architecture stepper() const;
    /// With random weights.
    Surrogate surrogate() const;
};

const PaperNetworks& fhn_networks();
const PaperNetworks& ks_networks();

/// Multiplications with weights that one row needs, counted as two floating-point operations each.
double forward_flops(const Architecture& network);
double forward_flops(const AutoencoderNetwork& network);
/// The same forward and back; the derivative by the input only when `input_gradient`.
double training_flops(const Architecture& network, bool input_gradient);
double training_flops(const AutoencoderNetwork& network);

/// `count` numbers in [-1, 1), the same each time.
AlignedVector<float> bench_noise(std::size_t count);

}  // namespace lhits
