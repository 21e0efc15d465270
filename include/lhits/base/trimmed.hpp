// Text without the blanks around it.
#pragma once

#include <string_view>

namespace lhits {

inline constexpr std::string_view blanks = " \t\r\f\v";

inline std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

}  // namespace lhits
