// The order that the numbers in the names of files tell.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace lhits {

/// The files by the numbers in their names, as snap_2 before snap_10, and 0.05 before 0.1 where
/// that is how they are written; none: names that differ in more than numbers, or that are equal.
/// Throws InputError where names may be read in two ways (0.9 and 0.10).
std::optional<std::vector<std::size_t>> order_by_names(const std::vector<std::string>& paths);

}  // namespace lhits
