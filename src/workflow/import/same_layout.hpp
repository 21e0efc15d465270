// What files that are imported together must have in common.
#pragma once

#include <string>

#include "lhits/base/state_layout.hpp"

namespace lhits {

/// Throws InputError: `path` is not as the first file in something.
[[noreturn]] void refuse_other(const std::string& path, const std::string& first,
                               const std::string& what, const std::string& expected,
                               const std::string& found);

/// Throws InputError unless the layout `own` of the file `path` is that of the first file; places
/// may differ by little beside their spacing.
void require_same_layout(const std::string& path, const StateLayout& own,
                         const std::string& first_path, const StateLayout& first);

}  // namespace lhits
