#include "utf8_text.hpp"

#include <algorithm>
#include <cstdint>

namespace lhits {
namespace {

unsigned byte(char c) { return static_cast<unsigned char>(c); }

/// The bytes that the character at the beginning of `text` has; 0: it is none.
std::size_t length_of_first(std::string_view text) {
    const auto first = byte(text.front());
    if (first < 0x80) return 1;
    const std::size_t length = first < 0xc2   ? 0
                               : first < 0xe0 ? 2
                               : first < 0xf0 ? 3
                               : first < 0xf5 ? 4
                                              : 0;
    if (length == 0 || text.size() < length) return 0;
    std::uint32_t code = first & (0x7fU >> length);
    for (const char c : text.substr(1, length - 1)) {
        if ((byte(c) & 0xc0U) != 0x80) return 0;
        code = code << 6U | (byte(c) & 0x3fU);
    }
    const bool too_long = (length == 3 && code < 0x800) || (length == 4 && code < 0x10000);
    const bool surrogate = code >= 0xd800 && code < 0xe000;
    return too_long || surrogate || code > 0x10ffff ? 0 : length;
}

bool is_utf8(std::string_view text) {
    while (!text.empty()) {
        const auto length = length_of_first(text);
        if (length == 0) return false;
        text.remove_prefix(length);
    }
    return true;
}

}  // namespace

std::string utf8_text(std::string_view text) {
    if (is_utf8(text)) return std::string(text);
    std::string converted;
    for (const char c : text) {
        if (byte(c) < 0x80) {
            converted += c;
        } else {
            converted += static_cast<char>(0xc0U | byte(c) >> 6U);
            converted += static_cast<char>(0x80U | (byte(c) & 0x3fU));
        }
    }
    return converted;
}

}  // namespace lhits
