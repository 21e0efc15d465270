// One state from one file of a user.
#pragma once

#include <string>
#include <vector>

#include "state_points.hpp"

namespace lhits {

/// A row is one point: x, in two dimensions y, then one column for each component. Throws
/// InputError.
std::vector<double> read_text_state(const std::string& path, const StatePoints& points);

/// One-dimensional datasets of floating-point numbers: x, in two dimensions y, and one named after
/// each component; what else the file holds is left alone. Throws InputError.
std::vector<double> read_hdf5_state(const std::string& path, const StatePoints& points);

}  // namespace lhits
