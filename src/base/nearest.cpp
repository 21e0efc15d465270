#include "lhits/base/nearest.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

namespace lhits {
namespace {

std::size_t distance(const std::string& a, const std::string& b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t above = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1,
                               diagonal + static_cast<std::size_t>(a[i - 1] != b[j - 1])});
            diagonal = above;
        }
    }
    return row[b.size()];
}

}  // namespace

std::string nearest(const std::string& word, const std::vector<std::string>& candidates) {
    std::string best;
    std::size_t fewest = std::numeric_limits<std::size_t>::max();
    for (const auto& candidate : candidates) {
        // What begins so was perhaps not typed to its end.
        const bool begins = word.size() >= 3 && candidate.starts_with(word);
        const auto edits = begins ? 0 : distance(word, candidate);
        if (edits >= fewest) continue;
        best = candidate;
        fewest = edits;
    }
    return best;
}

}  // namespace lhits
