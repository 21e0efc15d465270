// Hierarchical time-stepping: many members forward in time by steppers of nested strides.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "lhits/base/aligned.hpp"

namespace lhits {

/// One flow map: `step` takes (rows, d) states to (rows, d) states `stride` steps of dt later.
struct Level {
    std::int64_t stride = 1;
    std::function<void(std::span<const float> from, int rows, std::span<float> to)> step;
};

/// The coupled rollout of Liu, Kutz and Brunton (2022, arXiv 2008.09768, Algorithm 1), as used in
/// latent space by Hamid et al. (2024, Algorithm 1). Levels are added from the coarsest to the
/// finest. The first makes floor(T / stride) steps one after the other; each finer one starts from
/// all known nodes at once and fills the gaps between them, batched over nodes and members. After
/// a level of stride s the nodes are known at 0, s, 2s, ... up to T. Nothing past T is evaluated
/// except, in finish(), the first node after T when T is not a node.
class Rollout {
public:
    /// `start` is (members, d); `steps` is T. Wanted are the steps 0, every, 2 every ... up to T.
    Rollout(std::span<const float> start, int members, int dimension, std::int64_t steps,
            std::int64_t every = 1);

    /// Adds a level. Its stride must divide that of the level before; throws std::invalid_argument
    /// otherwise. A level with a stride above T adds nothing (but may follow in finish()), nor does
    /// one that is finer than the wanted steps need: it would not change them.
    void add_level(const Level& level);

    /// The trajectories at the wanted steps by linear interpolation between the nodes: (members, T
    /// / every + 1, d). May be called after any level, and more levels be added afterwards.
    void finish(std::span<float> trajectories);

private:
    std::size_t slab() const {
        return static_cast<std::size_t>(members_) * static_cast<std::size_t>(dimension_);
    }
    float* node(std::int64_t time) {
        return nodes_.get() + static_cast<std::size_t>(time) * slab();
    }
    void step_from(const std::vector<std::int64_t>& times);

    int members_;
    int dimension_;
    std::int64_t steps_;
    std::int64_t every_;
    Level finest_;
    bool empty_ = true;
    /// (T + 1, members, d); valid at multiples of the finest stride. Never filled: of what no level
    /// reaches, the system gives no memory.
    std::unique_ptr<float[]> nodes_;
    AlignedVector<float> from_;
    AlignedVector<float> to_;
};

/// All levels at once, coarsest first; (members, T / every + 1, d).
AlignedVector<float> roll_out(std::span<const Level> coarse_to_fine, std::span<const float> start,
                              int members, int dimension, std::int64_t steps,
                              std::int64_t every = 1);

}  // namespace lhits
