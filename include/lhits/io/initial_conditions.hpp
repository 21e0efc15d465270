// Initial conditions that a user brings.
#pragma once

#include <string>
#include <vector>

#include "lhits/base/state_layout.hpp"

namespace lhits {

struct InitialConditions {
    std::vector<std::vector<double>> states;  ///< without the fixed elements
    std::vector<std::string> notes{};  ///< what was chosen or guessed; a line each, with the file
};

/// The states in a file, or in all files of a folder that are named as one that lhits reads, in the
/// order of their names; of each file those that read_states() (states_file.hpp) has. Serial.
///
/// The simplest files have one state. Text: a row is one point: x (or whatever the axes are: x, y),
/// then one column for each component; columns are separated by commas or by blanks, '#' starts a
/// comment. HDF5 (and netCDF-4), recognised by its content: a dataset x (one for each axis) and one
/// named after each component, of one dimension, float or double in any byte order.
///
/// Where a dataset has an attribute units, it must be that of `coordinates`.
/// Nothing is interpolated: the points must be those of `coordinates`, in order, to 1e-6, or 1e-6
/// of their spacing where that is more, or 1e-3 of it where that is less. A warning says where
/// constant elements have other values; what is there for missing ones says nothing. Throws
/// InputError with file, line or dataset, what was expected and what was found.
InitialConditions read_initial_conditions(const std::string& path, const StateLayout& coordinates);

}  // namespace lhits
