// The two networks of an autoencoder.
#pragma once

#include <cstdint>
#include <vector>

#include "lhits/nn/network.hpp"
#include "lhits/nn/principal_components.hpp"

namespace lhits {

/// An encoder from a state of n numbers to z latent coordinates and a decoder back (Eqs. 7-10 of
/// Hamid et al. 2024). Both may be given p conditions beside their input, numbers that are known
/// and not reconstructed. The parameters are the encoder's, then the decoder's.
struct AutoencoderNetwork {
    Architecture encoder;  ///< n + p to z; where it is variational to z means, then z log-variances
    Architecture decoder;  ///< z + p to n

    /// n - hidden - z - reversed hidden - n without conditions; the latent layer is linear.
    static AutoencoderNetwork with_hidden(int state_size, const std::vector<std::int64_t>& hidden,
                                          int latent, Activation activation);

    int state_size() const { return decoder.out(); }
    int conditions() const { return encoder.in() - state_size(); }
    int latent() const { return decoder.in() - conditions(); }
    bool variational() const { return encoder.out() == 2 * latent(); }
    std::size_t parameter_count() const {
        return encoder.parameter_count() + decoder.parameter_count();
    }

    bool operator==(const AutoencoderNetwork&) const = default;
};

/// As initial_parameters() of the two as one chain.
Parameters initial_parameters(const AutoencoderNetwork& network, const RandomStream& stream);

/// Puts the projection on principal components into the bypasses, for z = U^T (x - mean) + E(x) and
/// x^ = mean + U z + D(z) (Linot and Graham, Phys. Rev. E 101 (2020) 062209); the mean goes into
/// the biases of the last layers. `components` are of the states as the network sees them, z or
/// more.
void set_principal_bypass(const AutoencoderNetwork& network, const PrincipalComponents& components,
                          Parameters& parameters);

}  // namespace lhits
