#include "lhits/hits/rollout.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace lhits {

Rollout::Rollout(std::span<const float> start, int members, int dimension, std::int64_t steps,
                 std::int64_t every)
    : members_(members),
      dimension_(dimension),
      steps_(steps),
      every_(every),
      nodes_(
          std::make_unique_for_overwrite<float[]>(static_cast<std::size_t>(steps + 1) * slab())) {
    std::copy_n(start.data(), slab(), node(0));
}

void Rollout::step_from(const std::vector<std::int64_t>& times) {
    if (times.empty()) return;
    from_.resize(times.size() * slab());
    to_.resize(from_.size());
    float* packed = from_.data();
    for (const auto time : times) packed = std::copy_n(node(time), slab(), packed);
    finest_.step(from_, static_cast<int>(times.size()) * members_, to_);
    const float* stepped = to_.data();
    for (const auto time : times) {
        std::copy_n(stepped, slab(), node(time + finest_.stride));
        stepped += slab();
    }
}

void Rollout::add_level(const Level& level) {
    if (!empty_ && (level.stride >= finest_.stride || finest_.stride % level.stride != 0)) {
        throw std::invalid_argument(fmt::format("expected a stride that divides {}, found {}",
                                                finest_.stride, level.stride));
    }
    if (!empty_ && every_ % finest_.stride == 0) return;
    // Before the first level only time 0 is known, as if the stride so far were beyond T.
    const std::int64_t known = empty_ ? steps_ + level.stride + 1 : finest_.stride;
    finest_ = level;
    empty_ = false;
    std::vector<std::int64_t> times;
    for (std::int64_t offset = 0; offset + level.stride < known; offset += level.stride) {
        times.clear();
        for (std::int64_t time = offset; time + level.stride <= steps_; time += known) {
            times.push_back(time);
        }
        if (times.empty()) break;
        step_from(times);
    }
}

void Rollout::finish(std::span<float> trajectories) {
    if (empty_) throw std::invalid_argument("a rollout needs at least one level");
    const std::int64_t stride = finest_.stride;
    const std::int64_t last = steps_ / stride * stride;
    const std::int64_t last_output = steps_ / every_ * every_;
    if (last < last_output) {
        from_.assign(node(last), node(last) + slab());
        to_.resize(slab());
        finest_.step(from_, members_, to_);
    }
    const auto width = static_cast<std::size_t>(dimension_);
    const auto outputs = static_cast<std::size_t>(steps_ / every_ + 1);
    for (std::int64_t time = 0; time <= steps_; time += every_) {
        const std::int64_t before = time / stride * stride;
        const float weight = static_cast<float>(time - before) / static_cast<float>(stride);
        const float* left = node(before);
        const float* right = before == last ? to_.data() : node(std::min(before + stride, last));
        for (int m = 0; m < members_; ++m) {
            const auto row = static_cast<std::size_t>(m) * width;
            float* out = trajectories.data() + (static_cast<std::size_t>(m) * outputs +
                                                static_cast<std::size_t>(time / every_)) *
                                                   width;
            if (time == before) {
                std::copy_n(left + row, width, out);
                continue;
            }
            for (std::size_t i = 0; i < width; ++i) {
                out[i] = (1.0F - weight) * left[row + i] + weight * right[row + i];
            }
        }
    }
}

AlignedVector<float> roll_out(std::span<const Level> coarse_to_fine, std::span<const float> start,
                              int members, int dimension, std::int64_t steps, std::int64_t every) {
    Rollout rollout(start, members, dimension, steps, every);
    for (const auto& level : coarse_to_fine) rollout.add_level(level);
    AlignedVector<float> trajectories(static_cast<std::size_t>(members) *
                                      static_cast<std::size_t>(steps / every + 1) *
                                      static_cast<std::size_t>(dimension));
    rollout.finish(trajectories);
    return trajectories;
}

}  // namespace lhits
