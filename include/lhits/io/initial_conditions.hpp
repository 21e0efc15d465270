// Initial conditions that a user brings.
#pragma once

#include <string>
#include <vector>

#include "lhits/io/state_coordinates.hpp"

namespace lhits {

/// The states in a file, or in all *.txt, *.dat and *.csv files of a folder in the order of their
/// names; one state a file. A row is one point: x, then one column for each component; columns are
/// separated by commas or by blanks, '#' starts a comment. Nothing is interpolated: rows must be
/// the points of `coordinates`, in order, to 1e-6. Serial.
/// Throws InputError with file, line, what was expected and what was found.
std::vector<std::vector<double>> read_initial_conditions(const std::string& path,
                                                         const StateCoordinates& coordinates);

}  // namespace lhits
