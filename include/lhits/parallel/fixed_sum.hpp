// Sums over a fixed number of shards in a fixed order: the same bits on any number of ranks.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "lhits/base/aligned.hpp"

namespace lhits {

class Communicator;

/// Adds vectors of floats, one per shard, over the ranks of a team. Shard s is computed by exactly
/// one rank (see own()); the sum is s_0 + s_1 + ... in this order for every element, whatever the
/// number of ranks, so it has the same bits on 1, 2, 3 or 64 of them.
class FixedSum {
public:
    /// `length` is the number of elements of each shard's vector. Borrows `team`.
    FixedSum(const Communicator& team, int shards, std::size_t length);

    int shards() const { return shards_; }
    /// The shards that this rank computes: [first, end).
    int first() const { return first_; }
    int end() const { return end_; }

    /// Where this rank puts the vector of its shard `shard`, first() <= shard < end().
    std::span<float> shard(int shard);

    /// Collective over the team: the sum of all shards, on every rank. The span stays valid, and
    /// is overwritten by the next call.
    std::span<const float> sum();

private:
    std::size_t piece_begin(int rank) const;
    void exchange();

    const Communicator& team_;
    int shards_;
    int first_;
    int end_;
    std::size_t length_;
    AlignedVector<float> local_;     // (own shards, length)
    AlignedVector<float> outgoing_;  // own shards cut by receiving rank
    AlignedVector<float> pieces_;    // (all shards, length of this rank's piece)
    AlignedVector<float> total_;
    std::vector<int> send_counts_, send_starts_, receive_counts_, receive_starts_;
    std::vector<int> piece_counts_, piece_starts_;
};

}  // namespace lhits
