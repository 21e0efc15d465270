// One surrogate of a model as other programs can run it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "lhits/hits/model_file.hpp"
#include "lhits/hits/scaler.hpp"
#include "lhits/nn/network.hpp"

namespace lhits {

/// The kinds of reduction are all alike here: z = L(E(S(x))), x ~ S^-1(D(L^-1(z))) with scalers S
/// and L and networks E and D, layers with or without a bypass. An input row x is a state, those at
/// the delays before, and the parameters; S and E are for its first encoder.in() columns. A latent
/// row z is what E makes, and behind it the parameters, as they are after S; D is for its first
/// decoder.in() columns, and what it makes a state and those before. Where the phase is taken out
/// of states (phase.hpp) it comes before what E makes, and steppers do not read it. Elements that
/// never vary are taken out of states before S, and put in after S^-1. Borrows the model.
struct ExportedSurrogate {
    /// Layers with their parameters; without layers it changes nothing.
    struct Network {
        Architecture shape;
        Parameters parameters;
    };

    const Model& model;
    std::string name;  ///< "z4"
    std::string kind;  ///< of its reduction
    Scaler scaler;     ///< S, for each number that is encoded
    Network encoder;
    Network decoder;
    Scaler latent_scaler;               ///< L, for each column of a latent row
    std::vector<std::int64_t> strides;  ///< coupled for unseen trajectories, coarsest first
    int phases = 0;                     ///< leading columns of a latent row: 1 or none

    const std::vector<Stepper>& steppers() const { return model.surrogates.at(name).steppers; }
    /// Of what S and E are for, without the fixed elements.
    int learned_size() const { return static_cast<int>(model.coordinates.size()); }
    /// Of whole states, those of users.
    int state_size() const { return static_cast<int>(model.coordinates.whole_size()); }
    int latent() const { return encoder.shape.out(); }
    int parameters() const { return static_cast<int>(model.parameter_names.size()); }
    int dimension() const { return phases + latent() + parameters(); }
    /// Of an input row without the fixed elements, and of one with whole states.
    int learned_input_size() const { return decoder.shape.out() + parameters(); }
    int input_size() const {
        const int states = 1 + static_cast<int>(model.delays.size());
        return learned_input_size() + states * (state_size() - learned_size());
    }
};

/// The surrogate `name` of a model; empty: the only one that has a reduction, or the only one.
/// Throws InputError when there is none such, or its strides have not been chosen yet.
ExportedSurrogate exported_surrogate(const Model& model, const std::string& name);

/// The content of a TorchScript module (for Python's torch.jit.load(), or LibTorch) with the
/// surrogate in it: methods encode(x), decode(z), step(z, stride), roll_out(z, steps) and
/// forecast(x, steps), which is its forward(); submodules encoder, decoder, stepper_1, ...;
/// attributes that say what it is of. Everything is batched over members.
std::string torchscript_of(const ExportedSurrogate& surrogate);

/// A record for a file that explains itself: each weight matrix and bias in a dataset of its own,
/// scalers, strides, coordinates, and attributes that say how a forecast is computed from them.
Record documented_record(const ExportedSurrogate& surrogate);

}  // namespace lhits
