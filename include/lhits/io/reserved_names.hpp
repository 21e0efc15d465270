// Names that variables of our files have.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "lhits/base/state_layout.hpp"

namespace lhits {

/// Whether a variable of trajectories, forecasts or ensembles is called so, such that no axis and
/// no parameter can be.
bool is_reserved(std::string_view name);

/// Gives axes that are called so other names, as step_axis; a sentence on each.
std::vector<std::string> rename_reserved_axes(StateLayout& layout);

}  // namespace lhits
