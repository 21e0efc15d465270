// One surrogate of a model as other programs can run it.
#pragma once

#include <string>

#include "lhits/hits/model_file.hpp"

namespace lhits {

/// The name of the surrogate `name` of a model; empty: of the only one that has a reduction, or the
/// only one. Throws InputError when there is none such, or its strides have not been chosen yet.
std::string exported_name(const Model& model, const std::string& name);

/// The content of a TorchScript module (for Python's torch.jit.load(), or LibTorch) with a
/// surrogate of a model file in it: methods encode(x), decode(z), step(z, stride), roll_out(z,
/// steps) and forecast(x, steps), which is its forward(); submodules encoder, decoder, stepper_1,
/// ...; attributes that say what it is of. Everything is batched over members.
std::string torchscript_of(const Surrogate& surrogate, const std::string& name);

/// A record for a file that explains itself: each weight matrix and bias in a dataset of its own,
/// scalers, strides, coordinates, and attributes that say how a forecast is computed from them.
Record documented_record(const Surrogate& surrogate, const std::string& name);

}  // namespace lhits
