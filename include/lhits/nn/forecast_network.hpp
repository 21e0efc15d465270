// An autoencoder and a stepper of its latent rows, trained as one network.
#pragma once

#include <vector>

#include "lhits/nn/autoencoder_network.hpp"

namespace lhits {

/// A latent row has d columns: the z latent coordinates (code - offset) / scale, and behind them
/// what stays as it is along a trajectory. The stepper reads all of them and changes the
/// coordinates. What is decoded are the first columns times scale plus offset, as many as the
/// decoder reads. The parameters are the encoder's, the decoder's, then the stepper's.
struct ForecastNetwork {
    AutoencoderNetwork autoencoder;  ///< not a variational one: codes are latent coordinates
    Architecture stepper;            ///< d to z
    std::vector<float> offset;       ///< (d), constants
    std::vector<float> scale;        ///< (d), constants

    int dimension() const { return stepper.in(); }
    /// Columns of what it is trained on: what is encoded, and what stays in a latent row.
    int row_size() const { return autoencoder.encoder.in() + dimension() - stepper.out(); }
    std::size_t parameter_count() const {
        return autoencoder.parameter_count() + stepper.parameter_count();
    }
};

}  // namespace lhits
