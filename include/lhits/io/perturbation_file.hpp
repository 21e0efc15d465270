// Perturbations of an ensemble's members that a user brings.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace lhits {

/// Throws InputError unless the HDF5 file at `path` holds a dataset "perturbations" of the shape
/// (at least `members`, `state_size`), of floating-point numbers. Serial; reads none of them.
void check_perturbations(const std::string& path, std::int64_t members, std::size_t state_size);

/// Those of the members first, ..., first + count - 1, (count, state_size). Serial. Throws
/// InputError also for a number that is not finite.
std::vector<float> read_perturbations(const std::string& path, std::int64_t first,
                                      std::int64_t count);

}  // namespace lhits
