// Initial conditions that a user brings.
#pragma once

#include <string>
#include <vector>

#include "lhits/base/state_layout.hpp"

namespace lhits {

/// The states in a file, or in all files of a folder that are named as one of the kinds below, in
/// the order of their names; one state a file. Serial.
///
/// Text: a row is one point: x (or whatever the axes are: x, y), then one column for each
/// component; columns are separated by commas or by blanks, '#' starts a comment. HDF5 (and
/// netCDF-4), recognised by its content: a dataset x (one for each axis) and one named after each
/// component, of one dimension, float or double in any byte order.
///
/// Other files (.npz, .npy, .mat, netCDF-3, HDF5 with more dimensions): as read_states()
/// (states_file.hpp) has them.
///
/// Where a dataset has an attribute units, it must be that of `coordinates`.
/// Nothing is interpolated: the points must be those of `coordinates`, in order, to 1e-6, or 1e-6
/// of their spacing where that is more, or 1e-3 of it where that is less. Files hold whole states;
/// what is returned is without the fixed elements. A warning says where constant elements have
/// other values; what is there for missing ones says nothing. Throws InputError with file, line or
/// dataset, what was expected and what was found.
std::vector<std::vector<double>> read_initial_conditions(const std::string& path,
                                                         const StateLayout& coordinates);

}  // namespace lhits
