// Principal components of a set of samples.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace lhits {

/// mean (n), components (count, n) with one component a row, by falling variance, variances (n).
struct PrincipalComponents {
    std::vector<float> mean;
    std::vector<float> components;
    std::vector<double> variances;
};

/// The first `count` <= n components of `data`, (rows, n) row-major, from the eigenvectors of the
/// covariance in double precision (LibTorch, LAPACK underneath), or where there are fewer rows than
/// elements of those of the products of rows (Sirovich, Quart. Appl. Math. 45 (1987) 561); beyond
/// what the rows span, components and variances are zero. The sign of a component is fixed by its
/// largest entry being positive. Sums run in the order of the rows.
PrincipalComponents principal_components(std::span<const float> data, std::size_t n,
                                         std::size_t count);

}  // namespace lhits
