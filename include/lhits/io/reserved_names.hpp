// Names that variables of our files have.
#pragma once

#include <string_view>

namespace lhits {

/// Whether a variable of trajectories, forecasts or ensembles is called so, such that no axis and
/// no parameter can be.
bool is_reserved(std::string_view name);

}  // namespace lhits
