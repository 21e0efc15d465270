// The networks of a surrogate as one vector of parameters, taken out of its record and put back.
#pragma once

#include <cstdint>
#include <vector>

#include "lhits/hits/scaler.hpp"
#include "lhits/io/record.hpp"
#include "lhits/nn/autoencoder_network.hpp"

namespace lhits {

/// What is trained in a fine-tuning: see FineTuningObjective.
struct TunedSurrogate {
    AutoencoderNetwork autoencoder;
    Scaler input;                        ///< of what is encoded, or of nothing
    Scaler latent;                       ///< of latent rows
    std::vector<std::int64_t> strides;   ///< rising
    std::vector<Architecture> steppers;  ///< one a stride
    Parameters parameters;               ///< of the encoder, the decoder, then the steppers

    /// Of a surrogate's record, whose reduction is an autoencoder, or one with delays or
    /// parameters around it. Throws InputError when the record does not fit.
    static TunedSurrogate of(const Record& surrogate);

    /// Puts the parameters into the record that this is of.
    void put_into(Record& surrogate) const;
};

}  // namespace lhits
