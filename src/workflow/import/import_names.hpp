// Names of what is imported, which must not be those of other things in our files.
#pragma once

#include <string>
#include <vector>

#include "lhits/workflow/import.hpp"

namespace lhits {

/// What the result calls the parameters that are asked for.
std::vector<std::string> parameter_names(const ImportRequest& request);

/// These throw InputError for names that our files have for other things, or that cannot be told
/// apart.
void check_names(const StateLayout& layout);
void check_parameter_names(const StateLayout& layout, const std::vector<std::string>& parameters);

}  // namespace lhits
