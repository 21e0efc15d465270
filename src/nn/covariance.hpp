// The covariance of samples that are spread over a team.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "lhits/nn/eigenpairs.hpp"
#include "lhits/nn/principal_components.hpp"
#include "lhits/parallel/fixed_sum.hpp"

namespace lhits {

/// All sums are over the shards in their fixed order. Borrows the team and the samples.
class Covariance {
public:
    /// Collective: the mean and the total variance. Throws Failure when there are no samples.
    Covariance(const Communicator& team, const SampleShards& samples);

    const std::vector<double>& mean() const { return mean_; }
    double trace() const { return trace_; }
    double rows() const { return rows_; }
    /// Of the samples themselves, not about the mean: of each of the n numbers.
    const std::vector<double>& mean_squares() const { return mean_squares_; }

    /// Collective: the covariance, (n, n), on every rank.
    std::vector<double> matrix() const;

    /// Collective: `use` on rank 0, which multiplies with the covariance as often as it likes; the
    /// other ranks do their parts of the products meanwhile. What it throws is thrown on rank 0.
    void while_multiplying(const std::function<void(const SymmetricProduct&)>& use) const;

private:
    using Sum = FixedSumOf<double>;
    /// Adds this rank's shards to `sum`: `add(row, into)` for each row.
    template <class Add>
    void for_own_rows(Sum& sum, const Add& add) const;
    std::span<const double> multiply(Sum& sum, std::span<double> x) const;

    const Communicator& team_;
    const SampleShards& samples_;
    double rows_ = 0.0;
    double trace_ = 0.0;
    std::vector<double> mean_;
    std::vector<double> mean_squares_;
};

}  // namespace lhits
