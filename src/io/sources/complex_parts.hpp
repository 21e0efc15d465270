// Arrays of complex numbers, which files of arrays show as two: psi_real and psi_imag.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "array_file.hpp"

namespace lhits {

/// The real and the imaginary part of an array of that name.
std::array<std::string, 2> names_of_parts(const std::string& name);

/// With the parts of the complex arrays that are named.
SourceOptions with_parts(SourceOptions options, const std::vector<ArrayVariable>& variables);

}  // namespace lhits
