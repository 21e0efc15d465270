#include "repeated_states.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace lhits {
namespace {

using Numbers = std::vector<std::int64_t>;

/// Of the times that equal the one before, those at which all trajectories repeat their state.
Numbers repeated(DataSource& source) {
    const auto& shape = source.shape();
    Numbers found;
    std::vector<double> two(2 * shape.layout.size());
    const auto one = std::span<const double>(two).first(shape.layout.size());
    for (std::size_t i = 1; i < shape.at.size(); ++i) {
        if (shape.at[i] != shape.at[i - 1]) continue;
        bool same = true;
        for (std::int64_t k = 0; k < shape.trajectories && same; ++k) {
            source.read(k, static_cast<std::int64_t>(i) - 1, 2, two);
            same = same_states(shape.layout, one, std::span(two).subspan(one.size()));
        }
        if (same) found.push_back(static_cast<std::int64_t>(i));
    }
    return found;
}

class WithoutRepeated final : public DataSource {
public:
    WithoutRepeated(std::unique_ptr<DataSource> source, Numbers repeated)
        : source_(std::move(source)), repeated_(std::move(repeated)), shape_(source_->shape()) {
        constexpr std::size_t most = 3;
        std::vector<double> times;
        for (const auto i : repeated_) times.push_back(shape_.at[static_cast<std::size_t>(i)]);
        for (auto i = repeated_.rbegin(); i != repeated_.rend(); ++i) {
            shape_.at.erase(shape_.at.begin() + *i);
        }
        shape_.times -= static_cast<std::int64_t>(repeated_.size());
        const bool many = times.size() > most;
        times.resize(std::min(times.size(), most));
        shape_.notes.push_back(fmt::format(
            "{} state(s) of a restart left out, which the file has twice: at the time {:.15g}{}",
            repeated_.size(), fmt::join(times, ", "), many ? ", ..." : ""));
    }

    const SourceShape& shape() const override { return shape_; }
    bool seeks() const override { return source_->seeks(); }

    void read(std::int64_t trajectory, std::int64_t first, std::int64_t count,
              std::span<double> out) override {
        const auto n = static_cast<std::int64_t>(shape_.layout.size());
        while (count > 0) {
            auto from = first;  // in the source
            auto next = repeated_.begin();
            for (; next != repeated_.end() && *next <= from; ++next) ++from;
            const auto some = next == repeated_.end() ? count : std::min(count, *next - from);
            source_->read(trajectory, from, some, out.first(static_cast<std::size_t>(some * n)));
            out = out.subspan(static_cast<std::size_t>(some * n));
            first += some;
            count -= some;
        }
    }

private:
    std::unique_ptr<DataSource> source_;
    Numbers repeated_;
    SourceShape shape_;
};

}  // namespace

bool same_states(const StateLayout& layout, std::span<const double> a, std::span<const double> b) {
    constexpr double rounding = 1e-6;
    std::vector<double> largest(layout.components.size(), 0.0);
    const auto largest_of = [&](std::size_t i) -> double& {
        return largest[static_cast<std::size_t>(layout.component[i])];
    };
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (std::isfinite(a[i])) largest_of(i) = std::max(largest_of(i), std::abs(a[i]));
    }
    for (std::size_t i = 0; i < a.size(); ++i) {
        const bool missing = std::isnan(a[i]) && std::isnan(b[i]);
        if (!missing && !(std::abs(a[i] - b[i]) <= rounding * largest_of(i))) return false;
    }
    return true;
}

std::unique_ptr<DataSource> without_repeated_states(std::unique_ptr<DataSource> source) {
    auto found = repeated(*source);
    const auto left = source->shape().times - static_cast<std::int64_t>(found.size());
    if (found.empty() || left < 2) return source;
    return std::make_unique<WithoutRepeated>(std::move(source), std::move(found));
}

}  // namespace lhits
