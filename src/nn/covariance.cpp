#include "covariance.hpp"

#include <cblas.h>
#include <mpi.h>

#include <algorithm>
#include <array>
#include <exception>

#include "lhits/base/aligned.hpp"
#include "lhits/base/error.hpp"
#include "lhits/parallel/communicator.hpp"
#include "lhits/parallel/mpi_check.hpp"

namespace lhits {
namespace {

constexpr std::size_t block_rows = 256;

/// (row - mean) . x, in an order of its own.
double centred_dot(std::span<const float> row, const double* mean, const double* x) {
    constexpr std::size_t lanes = 16;
    std::array<double, lanes> sums{};
    std::size_t j = 0;
    for (; j + lanes <= row.size(); j += lanes) {
        for (std::size_t l = 0; l < lanes; ++l) {
            sums[l] += (static_cast<double>(row[j + l]) - mean[j + l]) * x[j + l];
        }
    }
    double sum = 0.0;
    for (; j < row.size(); ++j) sum += (static_cast<double>(row[j]) - mean[j]) * x[j];
    for (const double lane : sums) sum += lane;
    return sum;
}

}  // namespace

template <class Add>
void Covariance::for_own_rows(Sum& sum, const Add& add) const {
    for (int shard = sum.first(); shard < sum.end(); ++shard) {
        const auto into = sum.shard(shard);
        std::fill(into.begin(), into.end(), 0.0);
        auto rows = samples_.rows(shard);
        for (; !rows.empty(); rows = rows.subspan(samples_.n)) add(rows.first(samples_.n), into);
    }
}

Covariance::Covariance(const Communicator& team, const SampleShards& samples)
    : team_(team), samples_(samples), mean_(samples.n), mean_squares_(samples.n) {
    const std::size_t n = samples.n;
    Sum sum(team, samples.shards, 2 * n + 1);
    for_own_rows(sum, [&](std::span<const float> row, std::span<double> into) {
        for (std::size_t j = 0; j < n; ++j) {
            const auto value = static_cast<double>(row[j]);
            into[j] += value;
            into[n + j] += value * value;
        }
        into[2 * n] += 1.0;
    });
    const auto total = sum.sum();
    rows_ = total[2 * n];
    if (rows_ == 0.0) throw Failure("principal components: expected samples, found none");
    for (std::size_t j = 0; j < n; ++j) {
        mean_[j] = total[j] / rows_;
        mean_squares_[j] = total[n + j] / rows_;
    }

    Sum square(team, samples.shards, 1);
    for_own_rows(square, [&](std::span<const float> row, std::span<double> into) {
        for (std::size_t j = 0; j < n; ++j) {
            const double from_mean = static_cast<double>(row[j]) - mean_[j];
            into[0] += from_mean * from_mean;
        }
    });
    trace_ = square.sum()[0] / rows_;
}

std::vector<double> Covariance::matrix() const {
    const std::size_t n = samples_.n;
    const auto width = static_cast<int>(n);
    Sum sum(team_, samples_.shards, n * n);
    AlignedVector<double> block(block_rows * n);
    for (int shard = sum.first(); shard < sum.end(); ++shard) {
        const auto into = sum.shard(shard);
        std::fill(into.begin(), into.end(), 0.0);
        auto rows = samples_.rows(shard);
        while (!rows.empty()) {
            const auto part = rows.first(std::min(block_rows * n, rows.size()));
            rows = rows.subspan(part.size());
            for (std::size_t i = 0; i < part.size(); ++i) {
                block[i] = static_cast<double>(part[i]) - mean_[i % n];
            }
            cblas_dsyrk(CblasRowMajor, CblasLower, CblasTrans, width,
                        static_cast<int>(part.size() / n), 1.0, block.data(), width, 1.0,
                        into.data(), width);
        }
    }
    const auto total = sum.sum();
    std::vector<double> matrix(n * n);
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j <= i; ++j) {
            matrix[i * n + j] = matrix[j * n + i] = total[i * n + j] / rows_;
        }
    }
    return matrix;
}

/// `x` is that of rank 0.
std::span<const double> Covariance::multiply(Sum& sum, std::span<double> x) const {
    check_mpi(MPI_Bcast(x.data(), static_cast<int>(x.size()), MPI_DOUBLE, 0, team_.handle()),
              "MPI_Bcast");
    for_own_rows(sum, [&](std::span<const float> row, std::span<double> into) {
        const double along = centred_dot(row, mean_.data(), x.data());
        for (std::size_t j = 0; j < row.size(); ++j) {
            into[j] += along * (static_cast<double>(row[j]) - mean_[j]);
        }
    });
    return sum.sum();
}

void Covariance::while_multiplying(const std::function<void(const SymmetricProduct&)>& use) const {
    Sum sum(team_, samples_.shards, samples_.n);
    AlignedVector<double> x(samples_.n);
    if (team_.rank() > 0) {
        while (team_.any(false)) multiply(sum, x);
        return;
    }
    const auto product = [&](std::span<const double> from, std::span<double> to) {
        team_.any(true);  // one more
        std::copy(from.begin(), from.end(), x.begin());
        const auto y = multiply(sum, x);
        for (std::size_t j = 0; j < to.size(); ++j) to[j] = y[j] / rows_;
    };
    std::exception_ptr thrown;
    try {
        use(product);
    } catch (...) {
        thrown = std::current_exception();
    }
    team_.any(false);
    if (thrown) std::rethrow_exception(thrown);
}

}  // namespace lhits
