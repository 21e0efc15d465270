// What a misspelt word may have meant.
#pragma once

#include <string>
#include <vector>

namespace lhits {

/// The first of the candidates with the fewest edits from `word` (Levenshtein's distance: letters
/// put in, left out or replaced); one that begins with three or more letters is nearer than all.
/// Empty where there are none.
std::string nearest(const std::string& word, const std::vector<std::string>& candidates);

}  // namespace lhits
