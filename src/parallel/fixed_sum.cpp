#include "lhits/parallel/fixed_sum.hpp"

#include <mpi.h>

#include <algorithm>
#include <type_traits>

#include "lhits/base/ivdep.hpp"
#include "lhits/parallel/communicator.hpp"
#include "lhits/parallel/mpi_check.hpp"

namespace lhits {
namespace {

template <class Number>
MPI_Datatype mpi_type() {
    return std::is_same_v<Number, float> ? MPI_FLOAT : MPI_DOUBLE;
}

}  // namespace

/// Lists the largest subtrees that lie within a range of shards, in order.
template <class Number>
void FixedSumOf<Number>::find_subtrees(Subtree tree, const Share& within,
                                       std::vector<Subtree>& found) {
    if (tree.end <= within.begin || within.end <= tree.begin) return;
    if (within.begin <= tree.begin && tree.end <= within.end) {
        found.push_back(tree);
        return;
    }
    const int middle = (tree.begin + tree.end) / 2;
    find_subtrees({tree.begin, middle}, within, found);
    find_subtrees({middle, tree.end}, within, found);
}

/// Lists the additions that make the sum of `tree` from its `leaves` (all subtrees, in order);
/// returns the place of the sum, which is that of the first leaf.
template <class Number>
std::size_t FixedSumOf<Number>::plan(Subtree tree, const std::vector<Subtree>& leaves,
                                     std::vector<Addition>& additions) {
    const auto leaf = std::find_if(leaves.begin(), leaves.end(), [&](const Subtree& candidate) {
        return candidate.begin == tree.begin && candidate.end == tree.end;
    });
    if (leaf != leaves.end()) return static_cast<std::size_t>(leaf - leaves.begin());
    const int middle = (tree.begin + tree.end) / 2;
    const auto left = plan({tree.begin, middle}, leaves, additions);
    const auto right = plan({middle, tree.end}, leaves, additions);
    additions.push_back({left, right});
    return left;
}

template <class Number>
void FixedSumOf<Number>::add_up(const std::vector<Addition>& additions, Number* vectors,
                                std::size_t width) {
    for (const auto& [into, from] : additions) {
        Number* target = vectors + into * width;
        const Number* source = vectors + from * width;
        LHITS_IVDEP
        for (std::size_t i = 0; i < width; ++i) target[i] += source[i];
    }
}

template <class Number>
FixedSumOf<Number>::FixedSumOf(const Communicator& team, int shards, std::size_t length)
    : team_(team), shards_(shards), length_(length), total_(length) {
    const Subtree whole{0, shards};
    const Share own = share_of(shards, team.rank(), team.size());
    first_ = own.begin;
    end_ = own.end;
    local_.resize(static_cast<std::size_t>(own.count()) * length);

    std::vector<Subtree> single;
    for (int s = first_; s < end_; ++s) single.push_back({s, s + 1});
    std::vector<Subtree> all;
    std::vector<int> counts;  // of subtrees, by rank
    for (int rank = 0; rank < team.size(); ++rank) {
        const auto before = all.size();
        find_subtrees(whole, share_of(shards, rank, team.size()), all);
        counts.push_back(static_cast<int>(all.size() - before));
        if (rank != team.rank()) continue;
        for (auto i = before; i < all.size(); ++i) {
            own_subtrees_.push_back(plan(all[i], single, own_additions_));
        }
    }
    plan(whole, all, last_additions_);
    if (team.size() == 1) return;

    // Every rank sums one piece of the vector; pieces go out by all-to-all, sums come back by
    // allgather.
    const auto piece = [&](int rank) { return piece_begin(rank + 1) - piece_begin(rank); };
    const auto own_piece = piece(team.rank());
    outgoing_.resize(own_subtrees_.size() * length);
    pieces_.resize(all.size() * own_piece);
    int sent = 0;
    int received = 0;
    for (int rank = 0; rank < team.size(); ++rank) {
        const auto place = static_cast<std::size_t>(rank);
        send_starts_.push_back(sent);
        send_counts_.push_back(counts[static_cast<std::size_t>(team.rank())] *
                               static_cast<int>(piece(rank)));
        sent += send_counts_.back();
        receive_starts_.push_back(received);
        receive_counts_.push_back(counts[place] * static_cast<int>(own_piece));
        received += receive_counts_.back();
        piece_starts_.push_back(static_cast<int>(piece_begin(rank)));
        piece_counts_.push_back(static_cast<int>(piece(rank)));
    }
}

template <class Number>
std::size_t FixedSumOf<Number>::piece_begin(int rank) const {
    return length_ * static_cast<std::size_t>(rank) / static_cast<std::size_t>(team_.size());
}

template <class Number>
bool FixedSumOf<Number>::alone() const {
    return team_.size() == 1;
}

template <class Number>
std::span<Number> FixedSumOf<Number>::shard(int shard) {
    return {local_.data() + static_cast<std::size_t>(shard - first_) * length_, length_};
}

template <class Number>
void FixedSumOf<Number>::exchange() {
    Number* out = outgoing_.data();
    for (int rank = 0; rank < team_.size(); ++rank) {
        for (const auto place : own_subtrees_) {
            const Number* source = local_.data() + place * length_;
            out = std::copy(source + piece_begin(rank), source + piece_begin(rank + 1), out);
        }
    }
    check_mpi(MPI_Alltoallv(outgoing_.data(), send_counts_.data(), send_starts_.data(),
                            mpi_type<Number>(), pieces_.data(), receive_counts_.data(),
                            receive_starts_.data(), mpi_type<Number>(), team_.handle()),
              "MPI_Alltoallv");
}

template <class Number>
std::span<const Number> FixedSumOf<Number>::sum() {
    add_up(own_additions_, local_.data(), length_);
    if (team_.size() == 1) return {local_.data(), length_};
    exchange();
    const std::size_t begin = piece_begin(team_.rank());
    const std::size_t width = piece_begin(team_.rank() + 1) - begin;
    add_up(last_additions_, pieces_.data(), width);
    std::copy_n(pieces_.data(), width, total_.data() + begin);
    check_mpi(
        MPI_Allgatherv(MPI_IN_PLACE, 0, MPI_DATATYPE_NULL, total_.data(), piece_counts_.data(),
                       piece_starts_.data(), mpi_type<Number>(), team_.handle()),
        "MPI_Allgatherv");
    return total_;
}

template class FixedSumOf<float>;
template class FixedSumOf<double>;

}  // namespace lhits
