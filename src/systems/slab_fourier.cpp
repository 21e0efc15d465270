#include "lhits/systems/slab_fourier.hpp"

#include <fftw3-mpi.h>
#include <fmt/format.h>

#include "lhits/base/aligned.hpp"
#include "lhits/base/error.hpp"

namespace lhits {

namespace {

/// FFTW reads from what it takes as writable.
fftw_complex* values(const SlabFourier::Value* row) {
    return reinterpret_cast<fftw_complex*>(const_cast<SlabFourier::Value*>(row));  // NOLINT
}

double* doubles(const SlabFourier::Value* plane) {
    return reinterpret_cast<double*>(const_cast<SlabFourier::Value*>(plane));  // NOLINT
}

}  // namespace

void SlabFourier::Destroy::operator()(fftw_plan_s* plan) const { fftw_destroy_plan(plan); }

SlabFourier::SlabFourier(const Communicator& team, std::size_t n)
    : n_(n), rows_(n / static_cast<std::size_t>(team.size())), first_(0), size_(n * n) {
    if (rows_ * static_cast<std::size_t>(team.size()) != n || n == 0) {
        throw Failure(fmt::format("expected rows that {} ranks can share out evenly, found {}",
                                  team.size(), n));
    }
    first_ = rows_ * static_cast<std::size_t>(team.rank());
    const auto length = static_cast<std::ptrdiff_t>(n);
    const auto block = static_cast<std::ptrdiff_t>(rows_);
    if (!alone()) {
        fftw_mpi_init();  // does nothing twice
        const std::ptrdiff_t shape[] = {length, length};
        std::ptrdiff_t ignored[4];
        size_ = static_cast<std::size_t>(fftw_mpi_local_size_many_transposed(
            2, shape, 1, block, block, team.handle(), &ignored[0], &ignored[1], &ignored[2],
            &ignored[3]));
    }
    AlignedVector<Value> from(size_), to(size_);  // planning writes to them
    const auto row = [&](int sign) {
        return Plan(fftw_plan_dft_1d(static_cast<int>(n), values(from.data()), values(to.data()),
                                     sign, FFTW_ESTIMATE));
    };
    forward_ = row(FFTW_FORWARD);
    backward_ = row(FFTW_BACKWARD);
    const fftw_iodim64 swap[] = {{length, length, 1}, {length, 1, length}};
    transpose_ = Plan(alone() ? fftw_plan_guru64_dft(0, nullptr, 2, swap, values(from.data()),
                                                     values(to.data()), FFTW_FORWARD, FFTW_MEASURE)
                              : fftw_mpi_plan_many_transpose(
                                    length, length, 2, block, block, doubles(from.data()),
                                    doubles(to.data()), team.handle(), FFTW_MEASURE));
    if (!forward_ || !backward_ || !transpose_) {
        throw Failure(fmt::format("FFTW: expected a plan for {} x {} values, found none", n, n));
    }
}

void SlabFourier::forward(const Value* from, Value* to) const {
    fftw_execute_dft(forward_.get(), values(from), values(to));
}

void SlabFourier::backward(const Value* from, Value* to) const {
    fftw_execute_dft(backward_.get(), values(from), values(to));
}

void SlabFourier::transpose(const Value* from, Value* to) const {
    if (alone()) return fftw_execute_dft(transpose_.get(), values(from), values(to));
    fftw_mpi_execute_r2r(transpose_.get(), doubles(from), doubles(to));
}

}  // namespace lhits
