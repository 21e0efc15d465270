#include "lhits/parallel/fixed_sum.hpp"

#include <mpi.h>

#include <algorithm>

#include "lhits/parallel/communicator.hpp"
#include "lhits/parallel/mpi_check.hpp"

namespace lhits {

FixedSum::FixedSum(const Communicator& team, int shards, std::size_t length)
    : team_(team), shards_(shards), length_(length), total_(length) {
    const Share own = share_of(shards, team.rank(), team.size());
    first_ = own.begin;
    end_ = own.end;
    local_.resize(static_cast<std::size_t>(own.count()) * length);
    if (team.size() == 1) return;

    // Every rank sums one piece of the vector; pieces go out by all-to-all, sums come back by
    // allgather: each element crosses the network twice, however many ranks there are.
    const auto piece = [&](int rank) { return piece_begin(rank + 1) - piece_begin(rank); };
    const auto own_piece = piece(team.rank());
    outgoing_.resize(local_.size());
    pieces_.resize(static_cast<std::size_t>(shards) * own_piece);
    int sent = 0;
    int received = 0;
    for (int rank = 0; rank < team.size(); ++rank) {
        const int their_shards = share_of(shards, rank, team.size()).count();
        send_starts_.push_back(sent);
        send_counts_.push_back(own.count() * static_cast<int>(piece(rank)));
        sent += send_counts_.back();
        receive_starts_.push_back(received);
        receive_counts_.push_back(their_shards * static_cast<int>(own_piece));
        received += receive_counts_.back();
        piece_starts_.push_back(static_cast<int>(piece_begin(rank)));
        piece_counts_.push_back(static_cast<int>(piece(rank)));
    }
}

std::size_t FixedSum::piece_begin(int rank) const {
    return length_ * static_cast<std::size_t>(rank) / static_cast<std::size_t>(team_.size());
}

std::span<float> FixedSum::shard(int shard) {
    return {local_.data() + static_cast<std::size_t>(shard - first_) * length_, length_};
}

void FixedSum::exchange() {
    float* out = outgoing_.data();
    for (int rank = 0; rank < team_.size(); ++rank) {
        for (int s = first_; s < end_; ++s) {
            const float* source = shard(s).data();
            out = std::copy(source + piece_begin(rank), source + piece_begin(rank + 1), out);
        }
    }
    check_mpi(MPI_Alltoallv(outgoing_.data(), send_counts_.data(), send_starts_.data(), MPI_FLOAT,
                            pieces_.data(), receive_counts_.data(), receive_starts_.data(),
                            MPI_FLOAT, team_.handle()),
              "MPI_Alltoallv");
}

std::span<const float> FixedSum::sum() {
    const bool alone = team_.size() == 1;
    if (!alone) exchange();
    const float* source = alone ? local_.data() : pieces_.data();
    const std::size_t begin = alone ? 0 : piece_begin(team_.rank());
    const std::size_t width = alone ? length_ : piece_begin(team_.rank() + 1) - begin;
    float* target = total_.data() + begin;
    std::copy_n(source, width, target);
    for (int s = 1; s < shards_; ++s) {
        const float* next = source + static_cast<std::size_t>(s) * width;
        for (std::size_t i = 0; i < width; ++i) target[i] += next[i];
    }
    if (!alone) {
        check_mpi(
            MPI_Allgatherv(MPI_IN_PLACE, 0, MPI_DATATYPE_NULL, total_.data(), piece_counts_.data(),
                           piece_starts_.data(), MPI_FLOAT, team_.handle()),
            "MPI_Allgatherv");
    }
    return total_;
}

}  // namespace lhits
