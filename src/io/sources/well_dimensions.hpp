// Files of the Well (Ohana et al., NeurIPS 2024; polymathic-ai.org/the_well/data_format).
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "array_file.hpp"

namespace lhits {

/// Names the dimensions of the fields and scalars of such a file, which has scalars in t0_fields,
/// vectors in t1_fields, tensors in t2_fields, and says by attributes over which dimensions each
/// is. `axes`: of space, in their order; none: the vectors in `dimensions` in theirs. `numbers`
/// gives those of an attribute, of the path "t0_fields/pressure/time_varying".
void name_well_dimensions(std::vector<ArrayVariable>& variables, std::vector<std::string> axes,
                          const std::function<std::vector<double>(const std::string&)>& numbers);

}  // namespace lhits
