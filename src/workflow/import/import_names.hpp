// Names of what is imported, which must not be those of other things in our files.
#pragma once

#include <string>
#include <vector>

#include "lhits/base/state_layout.hpp"

namespace lhits {

/// These throw InputError for names that our files have for other things, or that cannot be told
/// apart.
void check_names(const std::string& path, const StateLayout& layout);
void check_parameter_names(const StateLayout& layout, const std::vector<std::string>& parameters);

}  // namespace lhits
