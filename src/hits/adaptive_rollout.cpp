#include "lhits/hits/adaptive_rollout.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <stdexcept>
#include <utility>

namespace lhits {
namespace {

void require_nested(std::span<const Level> levels) {
    if (levels.empty()) throw std::invalid_argument("adaptive steps need at least one level");
    for (std::size_t l = 1; l < levels.size(); ++l) {
        const auto coarser = levels[l - 1].stride;
        if (levels[l].stride < coarser && coarser % levels[l].stride == 0) continue;
        throw std::invalid_argument(
            fmt::format("expected a stride that divides {}, found {}", coarser, levels[l].stride));
    }
}

class AdaptiveRollout {
public:
    AdaptiveRollout(std::span<const Level> levels, std::span<const float> start, int members,
                    int dimension, const AdaptiveSteps& asked)
        : levels_(levels),
          members_(static_cast<std::size_t>(members)),
          width_(static_cast<std::size_t>(dimension)),
          compared_(asked.compared > 0 ? static_cast<std::size_t>(asked.compared) : width_),
          tolerance_(asked.tolerance),
          every_(asked.every),
          outputs_(static_cast<std::size_t>(asked.steps / asked.every + 1)),
          unit_(levels.back().stride),
          end_((static_cast<std::int64_t>(outputs_ - 1) * every_ + unit_ - 1) / unit_ * unit_),
          nodes_(std::make_unique_for_overwrite<float[]>(members_ * places() * width_)),
          known_(members_ * places(), 0),
          gaps_(levels.size()) {
        made_.values.resize(members_ * outputs_ * width_);
        made_.taken.resize(members_ * levels.size());
        made_.evaluations.resize(members_ * levels.size());
        made_.stride.resize(members_ * outputs_);
        made_.spacing.resize(members_ * outputs_);
        for (std::size_t m = 0; m < members_; ++m) {
            std::copy_n(start.data() + m * width_, width_, put(m, 0));
        }
    }

    AdaptiveTrajectories run() {
        march();
        for (std::size_t l = 0; l + 1 < levels_.size(); ++l) divide(l);
        interpolate();
        return std::move(made_);
    }

private:
    /// Where a member is in the first pass.
    struct Walker {
        std::size_t member;
        std::int64_t time = 0;
        std::size_t level = 0;        ///< of the stride that is tried
        bool stepped = false;         ///< whether `coarse` is known
        AlignedVector<float> coarse;  ///< the state a stride later
        AlignedVector<float> fine;    ///< the states on the way there by the next finer one
    };
    /// From a time on, as long as the stride of its level.
    struct Gap {
        std::size_t member;
        std::int64_t time;
    };

    std::size_t places() const { return static_cast<std::size_t>(end_ / unit_ + 1); }
    std::size_t place(std::size_t member, std::int64_t time) const {
        return member * places() + static_cast<std::size_t>(time / unit_);
    }
    const float* node(std::size_t member, std::int64_t time) const {
        return nodes_.get() + place(member, time) * width_;
    }
    /// Where a node is to be written, known from now on.
    float* put(std::size_t member, std::int64_t time) {
        known_[place(member, time)] = 1;
        return nodes_.get() + place(member, time) * width_;
    }
    std::size_t finest() const { return levels_.size() - 1; }
    /// How many strides of the next finer level make one of this.
    std::int64_t parts(std::size_t level) const {
        return levels_[level].stride / levels_[level + 1].stride;
    }

    /// One step of a level for many rows: from(i) to to(i), for the member member(i).
    template <class Member, class From, class To>
    void step(std::size_t level, std::size_t rows, const Member& member, const From& from,
              const To& to) {
        if (rows == 0) return;
        from_.resize(rows * width_);
        to_.resize(rows * width_);
        for (std::size_t i = 0; i < rows; ++i) {
            std::copy_n(from(i), width_, from_.data() + i * width_);
            ++made_.evaluations[member(i) * levels_.size() + level];
        }
        levels_[level].step(from_, static_cast<int>(rows), to_);
        for (std::size_t i = 0; i < rows; ++i) {
            std::copy_n(to_.data() + i * width_, width_, to(i));
        }
    }

    double disagreement(const float* a, const float* b) const {
        double sum = 0.0;
        for (std::size_t i = 0; i < compared_; ++i) {
            const double difference = static_cast<double>(a[i]) - static_cast<double>(b[i]);
            sum += difference * difference;
        }
        return std::sqrt(sum / static_cast<double>(compared_));
    }

    /// Until every member is at the end; those that try the same stride step together.
    void march() {
        std::vector<Walker> walkers(members_);
        for (std::size_t m = 0; m < members_; ++m) walkers[m].member = m;
        while (true) {
            std::vector<std::vector<Walker*>> groups(levels_.size());
            for (auto& walker : walkers) {
                if (walker.time >= end_) continue;
                while (walker.time + levels_[walker.level].stride > end_) ++walker.level;
                groups[walker.level].push_back(&walker);
            }
            bool any = false;
            for (std::size_t l = 0; l < levels_.size(); ++l) {
                if (groups[l].empty()) continue;
                try_stride(l, groups[l]);
                any = true;
            }
            if (!any) return;
        }
    }

    void try_stride(std::size_t level, const std::vector<Walker*>& walkers) {
        std::vector<Walker*> still;
        for (auto* const walker : walkers) {
            walker->coarse.resize(width_);
            if (!walker->stepped) still.push_back(walker);
        }
        step(
            level, still.size(), [&](std::size_t i) { return still[i]->member; },
            [&](std::size_t i) { return node(still[i]->member, still[i]->time); },
            [&](std::size_t i) { return still[i]->coarse.data(); });
        if (level == finest()) {
            for (auto* const walker : walkers) accept(*walker, walker->coarse, 1);
            return;
        }
        const auto count = static_cast<std::size_t>(parts(level));
        for (auto* const walker : walkers) walker->fine.resize(count * width_);
        for (std::size_t k = 0; k < count; ++k) {
            step(
                level + 1, walkers.size(), [&](std::size_t i) { return walkers[i]->member; },
                [&](std::size_t i) {
                    return k == 0 ? node(walkers[i]->member, walkers[i]->time)
                                  : walkers[i]->fine.data() + (k - 1) * width_;
                },
                [&](std::size_t i) { return walkers[i]->fine.data() + k * width_; });
        }
        for (auto* const walker : walkers) {
            const float* const last = walker->fine.data() + (count - 1) * width_;
            if (disagreement(walker->coarse.data(), last) < tolerance_) {
                accept(*walker, walker->fine, count);
            } else {
                std::copy_n(walker->fine.data(), width_, walker->coarse.data());
                walker->stepped = true;
                ++walker->level;
            }
        }
    }

    /// `states`, `count` of them, divide the step evenly and end it.
    void accept(Walker& walker, const AlignedVector<float>& states, std::size_t count) {
        const auto stride = levels_[walker.level].stride;
        const auto part = stride / static_cast<std::int64_t>(count);
        const auto gaps_level = count == 1 ? walker.level : walker.level + 1;
        for (std::size_t k = 0; k < count; ++k) {
            const auto time = walker.time + static_cast<std::int64_t>(k) * part;
            gaps_[gaps_level].push_back({walker.member, time});
            std::copy_n(states.data() + k * width_, width_, put(walker.member, time + part));
        }
        ++made_.taken[walker.member * levels_.size() + walker.level];
        // The last wanted time belongs to the last step.
        const auto first = (walker.time + every_ - 1) / every_;
        for (auto i = first; i < static_cast<std::int64_t>(outputs_); ++i) {
            if (i * every_ > walker.time + stride) break;
            made_.stride[walker.member * outputs_ + static_cast<std::size_t>(i)] =
                static_cast<float>(stride);
        }
        walker.time += stride;
        walker.stepped = false;
        if (walker.level > 0 && tolerance_ > 0.0) --walker.level;
    }

    /// Nodes of the next finer level in the gaps of a level that have a wanted time within; those
    /// that miss the straight line leave gaps of that finer level.
    void divide(std::size_t level) {
        const auto stride = levels_[level].stride;
        const auto part = levels_[level + 1].stride;
        std::vector<Gap> open;
        for (const auto& gap : gaps_[level]) {
            if ((gap.time + stride - 1) / every_ * every_ > gap.time) open.push_back(gap);
        }
        for (std::int64_t k = 1; k < parts(level); ++k) {
            step(
                level + 1, open.size(), [&](std::size_t i) { return open[i].member; },
                [&](std::size_t i) { return node(open[i].member, open[i].time + (k - 1) * part); },
                [&](std::size_t i) { return put(open[i].member, open[i].time + k * part); });
        }
        AlignedVector<float> line(width_);
        for (const auto& gap : open) {
            bool straight = true;
            for (std::int64_t k = 1; k < parts(level); ++k) {
                between(gap.member, gap.time, gap.time + stride, gap.time + k * part, line.data());
                const auto miss = disagreement(line.data(), node(gap.member, gap.time + k * part));
                straight = straight && miss < tolerance_;
            }
            if (straight) continue;
            for (std::int64_t k = 0; k < parts(level); ++k) {
                gaps_[level + 1].push_back({gap.member, gap.time + k * part});
            }
        }
    }

    /// Linear interpolation between two nodes.
    void between(std::size_t member, std::int64_t before, std::int64_t after, std::int64_t time,
                 float* out) const {
        const float* const left = node(member, before);
        if (time == before) {
            std::copy_n(left, width_, out);
            return;
        }
        const float* const right = node(member, after);
        const float weight = static_cast<float>(time - before) / static_cast<float>(after - before);
        for (std::size_t i = 0; i < width_; ++i) {
            out[i] = (1.0F - weight) * left[i] + weight * right[i];
        }
    }

    void interpolate() {
        for (std::size_t m = 0; m < members_; ++m) {
            std::int64_t before = 0;
            std::int64_t after = 0;
            for (std::size_t i = 0; i < outputs_; ++i) {
                const auto time = static_cast<std::int64_t>(i) * every_;
                while (after <= time && after < end_) {
                    before = after;
                    do {
                        after += unit_;
                    } while (known_[place(m, after)] == 0);
                }
                const auto row = m * outputs_ + i;
                // The last node has nothing after it.
                const auto from = time == after ? after : before;
                between(m, from, after, time, made_.values.data() + row * width_);
                made_.spacing[row] = static_cast<float>(after - before);
            }
        }
    }

    std::span<const Level> levels_;
    std::size_t members_;
    std::size_t width_;
    std::size_t compared_;
    double tolerance_;
    std::int64_t every_;
    std::size_t outputs_;
    std::int64_t unit_;  // the finest stride; nodes are at its multiples
    std::int64_t end_;
    std::unique_ptr<float[]> nodes_;      // (members, places, d); what is not known is not filled
    std::vector<unsigned char> known_;    // (members, places)
    std::vector<std::vector<Gap>> gaps_;  // by the level of their stride
    AlignedVector<float> from_;
    AlignedVector<float> to_;
    AdaptiveTrajectories made_;
};

}  // namespace

AdaptiveTrajectories roll_out_adaptively(std::span<const Level> coarse_to_fine,
                                         std::span<const float> start, int members, int dimension,
                                         const AdaptiveSteps& asked) {
    require_nested(coarse_to_fine);
    return AdaptiveRollout(coarse_to_fine, start, members, dimension, asked).run();
}

}  // namespace lhits
