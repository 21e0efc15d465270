#include "lhits/base/fixed_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>
#include <vector>

namespace lhits {
namespace {

/// "0, 3 to 7, 9": at most a few.
std::string numbers_text(const std::vector<std::int64_t>& numbers) {
    constexpr std::size_t most = 6;
    std::vector<std::string> ranges;
    for (std::size_t i = 0; i < numbers.size();) {
        std::size_t last = i;
        while (last + 1 < numbers.size() && numbers[last + 1] == numbers[last] + 1) ++last;
        if (ranges.size() == most) {
            ranges.emplace_back("...");
            break;
        }
        ranges.push_back(last == i ? fmt::format("{}", numbers[i])
                                   : fmt::format("{} to {}", numbers[i], numbers[last]));
        i = last + 1;
    }
    return fmt::format("{}", fmt::join(ranges, ", "));
}

}  // namespace

std::string fixed_text(const StateLayout& layout) {
    const auto& fixed = layout.fixed;
    std::vector<std::int64_t> constant, missing;
    for (std::size_t i = 0; i < fixed.at.size(); ++i) {
        (std::isnan(fixed.value[i]) ? missing : constant).push_back(fixed.at[i]);
    }
    std::vector<std::string> parts;
    if (!constant.empty()) {
        parts.push_back(fmt::format(
            "{} of {} elements never change (number {}) and come out as their constants",
            constant.size(), layout.whole_size(), numbers_text(constant)));
    }
    if (!missing.empty()) {
        parts.push_back(
            fmt::format("{} of {} elements are missing everywhere (number {}) and stay so",
                        missing.size(), layout.whole_size(), numbers_text(missing)));
    }
    if (parts.empty()) return {};
    return fmt::format("{}: not learned, not scored", fmt::join(parts, "; "));
}

}  // namespace lhits
