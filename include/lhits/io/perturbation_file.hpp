// Perturbations of an ensemble's members that a user brings.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "lhits/base/state_layout.hpp"

namespace lhits {

/// The dataset "covariance" (state, state) of the HDF5 file at `path`, of the error of a state:
/// rows and columns of the elements that vary, (layout.size(), layout.size()). Empty where the file
/// has none. Serial. Throws InputError unless it is of whole states, finite and symmetric.
std::vector<double> read_covariance(const std::string& path, const StateLayout& layout);

/// Throws InputError unless the HDF5 file at `path` holds a dataset "perturbations" of the shape
/// (at least `members`, elements of whole states), of floating-point numbers. Serial; reads none of
/// them.
void check_perturbations(const std::string& path, std::int64_t members, const StateLayout& layout);

/// Those of the members first, ..., first + count - 1, without what is there for fixed elements:
/// (count, layout.size()). Serial. Throws InputError also for a number that is not finite.
std::vector<float> read_perturbations(const std::string& path, const StateLayout& layout,
                                      std::int64_t first, std::int64_t count);

}  // namespace lhits
