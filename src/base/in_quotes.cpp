#include "lhits/base/in_quotes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace lhits {
namespace {

bool is_control(char c) { return (c >= 0 && c < ' ') || c == '\x7f'; }

bool is_plain(char c) {
    constexpr std::string_view others = "-_./,=:+@%";
    return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
           others.find(c) != std::string_view::npos;
}

}  // namespace

std::string in_quotes(std::string_view text) {
    constexpr std::size_t longest = 30;
    std::string safe(text.substr(0, longest));
    std::replace_if(
        safe.begin(), safe.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
    return fmt::format("\"{}{}\"", safe, text.size() > longest ? "..." : "");
}

std::string shell_word(std::string_view text) {
    if (!text.empty() && std::all_of(text.begin(), text.end(), is_plain)) return std::string(text);
    std::string word = "'";
    for (const char c : text) {
        if (c == '\'') {
            word += "'\\''";
        } else {
            word += is_control(c) ? '?' : c;
        }
    }
    return word + "'";
}

}  // namespace lhits
