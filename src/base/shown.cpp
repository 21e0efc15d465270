#include "lhits/base/shown.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace lhits {

std::string shown(std::string_view text) {
    constexpr std::size_t longest = 30;
    std::string safe(text.substr(0, longest));
    std::replace_if(
        safe.begin(), safe.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
    return fmt::format("\"{}{}\"", safe, text.size() > longest ? "..." : "");
}

}  // namespace lhits
