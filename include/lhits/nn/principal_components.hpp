// Principal components of a set of samples.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

namespace lhits {

class Communicator;

/// Of samples of n numbers: mean (n), components (wanted, n) with one component a row, by falling
/// variance, and the variances along them (wanted). The first `rank` vary by more than rounding
/// does, of the samples to 32 bits or in finding them; the others are zeros, so that nothing is
/// made of rounding.
struct PrincipalComponents {
    std::vector<float> mean;
    std::vector<float> components;
    std::vector<double> variances;
    double total_variance = 0.0;         ///< along all n directions
    std::size_t rank = 0;                ///< at most as many as are wanted
    std::vector<double> mean_squares{};  ///< of each of the n numbers
};

/// Samples, cut into shards that do not depend on ranks: `rows` returns a shard, (any number of
/// rows, n) row-major, and is called for those that share_of(shards, rank, size) gives to a rank.
struct SampleShards {
    int shards;
    std::size_t n;
    std::function<std::span<const float>(int shard)> rows;
    /// What was subtracted from the samples, in their units: it was rounded with them. May be
    /// empty.
    std::vector<double> offset{};
};

/// Collective over `team`: the first `wanted` principal components, 0 <= wanted <= n, on rank 0,
/// with the same bits on any number of ranks (fixed_sum.hpp); empty on the others. Small states:
/// all eigenvectors of the covariance, by LAPACK. Large ones: the leading eigenvectors by
/// Krylov-Schur iterations of SLEPc's (Stewart, SIAM J. Matrix Anal. Appl. 23 (2002) 601) on
/// products with the covariance, which is never formed (but is in a build without SLEPc). In
/// double precision; residuals are below 1e-12 of the total variance. The sign of a component is
/// fixed by its largest entry being positive. Throws Failure when the iterations do not converge,
/// or when there are no samples.
PrincipalComponents principal_components(const Communicator& team, const SampleShards& samples,
                                         std::size_t wanted);

/// Of `data`, (rows, n) row-major, by this rank alone.
PrincipalComponents principal_components(std::span<const float> data, std::size_t n,
                                         std::size_t wanted);

}  // namespace lhits
