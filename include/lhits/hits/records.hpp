// How the parts of a model are kept in records.
#pragma once

#include <string>

#include "lhits/hits/scaler.hpp"
#include "lhits/io/record.hpp"
#include "lhits/nn/network.hpp"
#include "lhits/nn/training.hpp"

namespace lhits {

Record scaler_record(const Scaler& scaler);
/// Throws InputError when it is neither for `width` components nor for none, or not finite.
Scaler read_scaler(const Record& record, int width);

/// Widths, activations and parameters of a network.
Record network_record(const Architecture& network, const Parameters& parameters);
/// Throws InputError when the record does not describe a network, or has not as many parameters.
Architecture read_architecture(const Record& record);
/// Throws InputError when they are not finite.
Parameters read_parameters(const Record& record);

/// A training that goes on with the same bits.
Record training_record(const TrainingState& state);
TrainingState read_training(const Record& record);

}  // namespace lhits
