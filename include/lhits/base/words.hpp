// A text as words.
#pragma once

#include <sstream>
#include <string>
#include <vector>

namespace lhits {

/// What blanks separate.
inline std::vector<std::string> words(const std::string& text) {
    std::istringstream stream(text);
    std::vector<std::string> found;
    for (std::string word; stream >> word;) found.push_back(word);
    return found;
}

}  // namespace lhits
