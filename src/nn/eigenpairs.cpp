#include "lhits/nn/eigenpairs.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "lhits/base/aligned.hpp"
#include "lhits/base/error.hpp"

/// Of LAPACK, as Fortran compilers call it: the lengths of the texts come last.
extern "C" void dsyev_(const char* job, const char* triangle, const int* n, double* matrix,
                       const int* leading, double* values, double* work, const int* work_size,
                       int* info, std::size_t, std::size_t);

namespace lhits {

Eigenpairs largest_eigenpairs(std::span<const double> matrix, std::size_t n, std::size_t wanted) {
    const auto width = static_cast<int>(n);
    // Bits depend on how memory is aligned.
    AlignedVector<double> vectors(matrix.begin(), matrix.end());  // one a row, upwards
    AlignedVector<double> values(n), work(1);
    int info = 0;
    const auto call = [&](int size) {
        dsyev_("V", "L", &width, vectors.data(), &width, values.data(), work.data(), &size, &info,
               1, 1);
    };
    call(-1);  // asks how much work memory it wants
    work.resize(static_cast<std::size_t>(work.front()));
    call(static_cast<int>(work.size()));
    if (info != 0) {
        throw Failure(fmt::format(
            "principal components: expected all {} eigenvalues, found that LAPACK's dsyev failed "
            "with {}; look for values in the data that are not finite",
            n, info));
    }
    Eigenpairs found;
    for (std::size_t k = n; k-- > n - wanted;) {
        found.values.push_back(values[k]);
        const auto vector = std::span(vectors).subspan(k * n, n);
        found.vectors.insert(found.vectors.end(), vector.begin(), vector.end());
    }
    return found;
}

#ifndef LHITS_HAVE_PETSC
/// Without an eigenvalue solver that needs no more than products, the whole matrix, column by
/// column.
Eigenpairs largest_eigenpairs(const SymmetricProduct& product, std::size_t n, std::size_t wanted,
                              double) {
    std::vector<double> matrix(n * n);
    std::vector<double> unit(n, 0.0);
    for (std::size_t i = 0; i < n; ++i) {
        unit[i] = 1.0;
        product(unit, std::span(matrix).subspan(i * n, n));
        unit[i] = 0.0;
    }
    return largest_eigenpairs(matrix, n, wanted);
}
#endif

}  // namespace lhits
