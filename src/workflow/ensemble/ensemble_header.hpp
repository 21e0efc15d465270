// What the file of an ensemble looks like, and where it is.
#pragma once

#include <string>

#include "ensemble_inputs.hpp"
#include "lhits/io/ensemble_file.hpp"

namespace lhits {

/// Of all members; the first [forecast] keep_members are written whole.
EnsembleHeader ensemble_header(const Run& run, std::int64_t initial_conditions);
EnsembleHeader ensemble_header(const Run& run, const EnsembleInputs& inputs);

/// Of all that the members depend on: results with another one are of another ensemble.
std::int64_t progress_checksum(const Run& run, const EnsembleHeader& header);

std::string ensemble_path(const Run& run);

/// Collective: whether the ensemble that the deck asks for is there already; another one is set
/// aside.
bool ensemble_is_there(const Run& run, const EnsembleHeader& header, const Part& part);

}  // namespace lhits
