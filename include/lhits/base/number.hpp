// Numbers from text.
#pragma once

#include <optional>
#include <string_view>

namespace lhits {

/// The real number that all of `text` is ("-1.5e3", "inf"), as from_chars() reads it; nothing
/// where it is none. One that is too large for a double is infinity, one that is too small 0.
std::optional<double> number_from(std::string_view text);

}  // namespace lhits
