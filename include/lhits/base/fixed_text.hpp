// Which elements of a state never vary, in words.
#pragma once

#include <string>

#include "lhits/base/state_layout.hpp"

namespace lhits {

/// "2 of 34 elements are constant (0, 33): not learned, not scored; ..."; empty where none is
/// fixed. Numbers are those in whole states.
std::string fixed_text(const StateLayout& layout);

}  // namespace lhits
