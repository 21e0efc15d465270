// What a state consists of, in words.
#pragma once

#include <string>

#include "lhits/base/state_layout.hpp"

namespace lhits {

/// "n = 120 elements: u; x from 0 to 21.8 (120 points)". n counts what varies.
std::string layout_text(const StateLayout& layout);

}  // namespace lhits
