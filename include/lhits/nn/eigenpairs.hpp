// The largest eigenvalues of a symmetric positive semi-definite matrix, with their eigenvectors: of
// a dense one by LAPACK, by products only by SLEPc (petsc/eigenpairs.cpp) where it is built with
// it.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

namespace lhits {

/// values (count), falling, and vectors (count, n), one a row, of length one.
struct Eigenpairs {
    std::vector<double> values;
    std::vector<double> vectors;
};

/// Of `matrix`, (n, n). `wanted` is at most n. By this rank alone.
Eigenpairs largest_eigenpairs(std::span<const double> matrix, std::size_t n, std::size_t wanted);

/// y = A x.
using SymmetricProduct = std::function<void(std::span<const double> x, std::span<double> y)>;

/// Of the matrix that `product` multiplies with, until |A v - value v| <= tolerance. What `product`
/// throws comes out again. Throws Failure when it does not come that far.
Eigenpairs largest_eigenpairs(const SymmetricProduct& product, std::size_t n, std::size_t wanted,
                              double tolerance);

}  // namespace lhits
