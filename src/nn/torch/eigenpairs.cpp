#include "../eigenpairs.hpp"

#include <torch/torch.h>

namespace lhits {

Eigenpairs largest_eigenpairs(std::span<const double> matrix, std::size_t n, std::size_t wanted) {
    const torch::NoGradGuard no_gradient;
    const auto width = static_cast<std::int64_t>(n);
    // from_blob wants a mutable pointer; nothing writes through it.
    const auto dense =
        torch::from_blob(const_cast<double*>(matrix.data()), {width, width},  // NOLINT
                         torch::kDouble);
    const auto [upwards, columns] = at::linalg_eigh(dense, "L");
    const auto values = upwards.flip(0).contiguous();
    const auto vectors = columns.t().flip(0).contiguous();
    const double* v = vectors.data_ptr<double>();
    return {{values.data_ptr<double>(), values.data_ptr<double>() + wanted}, {v, v + wanted * n}};
}

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

}  // namespace lhits
