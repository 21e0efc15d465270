// A communicator with an owner, and the few collective operations that lhits needs.
#pragma once

#include <mpi.h>

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace lhits {

/// A group of ranks. Either borrowed (somebody else frees it) or owned (freed by the destructor).
/// MPI errors on it are returned by MPI and thrown as Failure by lhits.
/// Every member function marked "collective" must be called by all its ranks.
class Communicator {
public:
    /// Borrows `handle`, which must outlive the object, and makes its errors return.
    static Communicator borrow(MPI_Comm handle);

    /// Collective: a copy of `handle`, owned; how errors on `handle` itself are taken stays as it
    /// is.
    static Communicator copy(MPI_Comm handle);

    /// A communicator of this process alone, which needs no MPI until its handle is asked for.
    static Communicator self() { return {}; }

    Communicator(Communicator&& other) noexcept;
    Communicator& operator=(Communicator&& other) noexcept;
    Communicator(const Communicator&) = delete;
    Communicator& operator=(const Communicator&) = delete;
    ~Communicator();

    /// The same ranks, borrowed.
    Communicator borrowed() const;

    int rank() const { return rank_; }
    int size() const { return size_; }
    MPI_Comm handle() const;

    /// Collective: splits into one communicator per `colour`, ranks in their present order. Owned.
    Communicator split(int colour) const;
    /// Collective: splits into one communicator per node (ranks that share memory). Owned.
    Communicator split_by_node() const;

    /// Collective: all ranks have arrived.
    void barrier() const;

    /// Collective: the text of `root` on every rank.
    std::string broadcast(const std::string& text, int root = 0) const;
    /// Collective: the value of `root` on every rank.
    double broadcast(double value, int root = 0) const;

    /// Collective: the texts of all ranks, in rank order, on rank 0; empty elsewhere.
    std::vector<std::string> gather(const std::string& text) const;

    /// Collective: the texts of all ranks, one after the other in rank order, on every rank.
    std::string join(const std::string& text) const;

    /// Collective: the numbers of all ranks, as many of each, in rank order in `all` on rank 0;
    /// elsewhere `all` is not used.
    void gather(std::span<const double> own, std::span<double> all) const;

    /// Collective: the largest value.
    double max(double value) const;
    /// Collective: the sum of each value over the ranks, on every rank; exact where it is filled in
    /// by at most one rank and is 0 on the others, or is a whole number on all.
    std::vector<double> collect(std::vector<double> values) const;
    /// Collective: adds up whole numbers, element by element, on `root`; elsewhere `values` is not
    /// of use afterwards.
    void add_up(std::span<std::int64_t> values, int root) const;
    void add_up(std::span<std::uint32_t> values, int root) const;
    /// Collective: the same for the least of the numbers.
    void least(std::span<float> values, int root) const;
    /// Collective: true where any rank says so.
    bool any(bool value) const;

private:
    Communicator() = default;
    Communicator(MPI_Comm handle, bool owned);

    MPI_Comm handle_ = MPI_COMM_NULL;  // also of self()
    bool owned_ = false;
    int rank_ = 0;
    int size_ = 1;
};

/// A range of `count` items split over `parts` parts, as evenly as possible, in order.
struct Share {
    int begin = 0;
    int end = 0;
    int count() const { return end - begin; }
};

/// The part number `part`, 0 <= part < parts.
Share share_of(int count, int part, int parts);

}  // namespace lhits
