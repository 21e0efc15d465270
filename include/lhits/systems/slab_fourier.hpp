// Fourier transforms of a square periodic grid that is cut into slabs over a team of ranks.
#pragma once

#include <complex>
#include <cstddef>
#include <memory>

#include "lhits/parallel/communicator.hpp"

struct fftw_plan_s;

namespace lhits {

/// A complex field on n x n points, n / team.size() whole rows of it on each rank, as rows() * n
/// values in an array of size() ones that begins at a multiple of 64 bytes. A transform of the
/// plane is one of every row, a transposition, and one of every row again; its result is transposed
/// as well, and to go back the same is done once more. What has to be done to every point between
/// two transforms can so be done while a row is in the cache.
///
/// Rows are transformed one at a time, by a plan that FFTW estimates, and the transposition
/// (FFTW-MPI between ranks) moves values only: the bits are the same in teams of any size, and in
/// every run.
class SlabFourier {
public:
    using Value = std::complex<double>;

    /// Collective over `team`, whose MPI communicator must outlive the object. Throws Failure when
    /// n is no multiple of the size of the team, or FFTW makes no plan.
    SlabFourier(const Communicator& team, std::size_t n);

    std::size_t n() const { return n_; }
    std::size_t rows() const { return rows_; }
    /// The first row of this rank.
    std::size_t first() const { return first_; }
    std::size_t size() const { return size_; }

    /// sum_j from_j exp(-2 pi i j k / n) of one row, two different ones. Not collective.
    void forward(const Value* from, Value* to) const;
    /// The same with exp(2 pi i j k / n), so that both together multiply by n.
    void backward(const Value* from, Value* to) const;
    /// Collective: the transposed plane, two different arrays.
    void transpose(const Value* from, Value* to) const;

private:
    bool alone() const { return rows_ == n_; }

    struct Destroy {
        void operator()(fftw_plan_s* plan) const;
    };
    using Plan = std::unique_ptr<fftw_plan_s, Destroy>;

    std::size_t n_, rows_, first_, size_;
    Plan forward_, backward_, transpose_;
};

}  // namespace lhits
