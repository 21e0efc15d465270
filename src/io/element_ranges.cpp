#include "lhits/io/element_ranges.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "lhits/parallel/communicator.hpp"

namespace lhits {
namespace {

/// Of the size of a field: what varies by less is rounding of 32 bits.
constexpr double rounding = 1e-6;
constexpr float none = std::numeric_limits<float>::quiet_NaN();

}  // namespace

ElementRanges::ElementRanges(const StateLayout& layout, std::vector<bool> missing)
    : layout_(layout),
      missing_(std::move(missing)),
      low_(layout.size(), std::numeric_limits<float>::max()),
      negative_high_(low_) {}

void ElementRanges::add(std::span<const double> u) {
    const auto n = layout_.size();
    for (; !u.empty(); u = u.subspan(n)) {
        for (std::size_t i = 0; i < n; ++i) {
            const auto value = static_cast<float>(u[i]);  // not a number changes nothing
            low_[i] = value < low_[i] ? value : low_[i];
            negative_high_[i] = -value < negative_high_[i] ? -value : negative_high_[i];
        }
    }
}

void ElementRanges::gather(const Communicator& ranks) {
    ranks.least(low_, 0);
    ranks.least(negative_high_, 0);
}

std::pair<float, float> ElementRanges::range_of(std::size_t component) const {
    std::pair range{none, none};
    for (std::size_t i = 0; i < low_.size(); ++i) {
        if (missing_[i] || static_cast<std::size_t>(layout_.component[i]) != component) continue;
        range.first = std::fmin(range.first, low_[i]);
        range.second = std::fmax(range.second, -negative_high_[i]);
    }
    return range;
}

FoundFixed ElementRanges::fixed() const {
    std::vector<double> sizes;
    for (std::size_t c = 0; c < layout_.components.size(); ++c) {
        const auto [low, high] = range_of(c);
        sizes.push_back(std::fmax(std::abs(low), std::abs(high)));
    }
    FoundFixed found;
    for (std::size_t i = 0; i < low_.size(); ++i) {
        const double low = low_[i], high = -negative_high_[i];
        const double size = sizes[static_cast<std::size_t>(layout_.component[i])];
        const bool constant = high - low <= rounding * size;
        if (!missing_[i] && !constant) continue;
        found.at.push_back(static_cast<std::int64_t>(i));
        found.value.push_back(missing_[i] ? none : static_cast<float>(0.5 * low + 0.5 * high));
    }
    return found;
}

}  // namespace lhits
