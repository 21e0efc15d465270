// Sums over a fixed number of shards in a fixed order: the same bits on any number of ranks.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "lhits/base/aligned.hpp"

namespace lhits {

class Communicator;
struct Share;

/// Adds vectors of floats or doubles, one per shard, over the ranks of a team. Shard s is computed
/// by exactly one rank (see first() and end()); shards are added along a binary tree that depends
/// on their number alone, so the sum has the same bits on 1, 2, 3 or 64 ranks. A rank adds up the
/// subtrees that lie within its own shards before anything crosses the network.
template <class Number>
class FixedSumOf {
public:
    /// `length` is the number of elements of each shard's vector. Borrows `team`.
    FixedSumOf(const Communicator& team, int shards, std::size_t length);

    int shards() const { return shards_; }
    /// Whether the team is a single rank.
    bool alone() const;
    /// The shards that this rank computes: [first, end).
    int first() const { return first_; }
    int end() const { return end_; }

    /// Where this rank puts the vector of its shard `shard`, first() <= shard < end().
    std::span<Number> shard(int shard);

    /// Collective over the team: the sum of all shards, on every rank; uses up the shards. The span
    /// stays valid, and is overwritten by the next call.
    std::span<const Number> sum();

private:
    /// Adds entry `from` to entry `into` of a list of vectors.
    struct Addition {
        std::size_t into;
        std::size_t from;
    };
    /// The shards [begin, end) of a subtree.
    struct Subtree {
        int begin;
        int end;
    };

    static void find_subtrees(Subtree tree, const Share& within, std::vector<Subtree>& found);
    static std::size_t plan(Subtree tree, const std::vector<Subtree>& leaves,
                            std::vector<Addition>& additions);
    static void add_up(const std::vector<Addition>& additions, Number* vectors, std::size_t width);
    std::size_t piece_begin(int rank) const;
    void exchange();

    const Communicator& team_;
    int shards_;
    int first_;
    int end_;
    std::size_t length_;
    std::vector<std::size_t> own_subtrees_;  // the places of their sums among the own shards
    std::vector<Addition> own_additions_;    // of own shards to the sums of own subtrees
    std::vector<Addition> last_additions_;   // of the subtrees of all ranks to the whole
    AlignedVector<Number> local_;            // (own shards, length)
    AlignedVector<Number> outgoing_;         // own subtrees cut by receiving rank
    AlignedVector<Number> pieces_;           // (all subtrees, length of this rank's piece)
    AlignedVector<Number> total_;
    std::vector<int> send_counts_, send_starts_, receive_counts_, receive_starts_;
    std::vector<int> piece_counts_, piece_starts_;
};

using FixedSum = FixedSumOf<float>;
extern template class FixedSumOf<float>;
extern template class FixedSumOf<double>;

}  // namespace lhits
