// LIBXSMM writes a kernel for each shape at run time, without packing or copying: on products of
// this size that is faster than OpenBLAS, oneDNN or BLIS. BLAS takes over where it has no kernel.
#include "matrix_product.hpp"

#include <cblas.h>
#ifdef LHITS_HAVE_LIBXSMM
#include <libxsmm.h>
#endif

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "lhits/nn/kernels.hpp"

namespace lhits {
namespace {

using Kernel = void (*)(const float* a, const float* b, float* c, ...);

/// A kernel for column-major c (m, n) = a (m, k) b (k, n) or b (n, k)^T; null where there is none.
/// Row-major matrices are handed over as their transposes. With `fetch_next` it is called with
/// three more pointers, of which the first is the next call's a: that comes into the cache
/// meanwhile.
#ifdef LHITS_HAVE_LIBXSMM
Kernel kernel(int m, int n, int k, int lda, int ldb, int ldc, bool b_transposed, bool add,
              bool fetch_next) {
    // For older processors BLAS is as fast or faster.
    static const bool known = libxsmm_get_target_archid() >= LIBXSMM_X86_AVX;
    if (!known) return nullptr;
    const float alpha = 1.0F;
    const float beta = add ? 1.0F : 0.0F;
    const int flags = b_transposed ? LIBXSMM_GEMM_FLAG_TRANS_B : LIBXSMM_GEMM_FLAG_NONE;
    const int prefetch = fetch_next ? LIBXSMM_GEMM_PREFETCH_AL2 : LIBXSMM_GEMM_PREFETCH_NONE;
    return libxsmm_smmdispatch(m, n, k, &lda, &ldb, &ldc, &alpha, &beta, &flags, &prefetch);
}

Kernel any_kernel() { return kernel(16, 16, 16, 16, 16, 16, false, false, false); }
#else
Kernel kernel(int, int, int, int, int, int, bool, bool, bool) { return nullptr; }
#endif

/// Columns of a wide matrix taken at once: its rows are then read in order, panel after panel, and
/// a panel stays in cache.
int panel_of(int in, int out, int width) {
    constexpr std::int64_t wide = 256 * 1024;
    return std::int64_t{in} * out > wide ? std::min(out, width) : out;
}

}  // namespace

void multiply(int rows, int in, int out, const float* x, int x_stride, const float* w, float* y,
              bool add) {
    const int panel = panel_of(in, out, 64);
    for (int first = 0; first < out; first += panel) {
        const int count = std::min(panel, out - first);
        const bool many = panel < out;
        if (const auto product = kernel(count, rows, in, out, x_stride, out, false, add, many)) {
            const float* next = first + count < out ? w + first + count : w;
            product(w + first, x, y + first, next, x, y);
        } else {
            cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, rows, count, in, 1.0F, x,
                        x_stride, w + first, out, add ? 1.0F : 0.0F, y + first, out);
        }
    }
}

void multiply_transposed(int rows, int in, int out, const float* x, const float* delta, float* g,
                         bool add) {
    const int panel = panel_of(in, out, 256);
    for (int first = 0; first < out; first += panel) {
        const int count = std::min(panel, out - first);
        if (const auto product = kernel(count, in, rows, out, in, out, true, add, false)) {
            product(delta + first, x, g + first);
        } else {
            cblas_sgemm(CblasRowMajor, CblasTrans, CblasNoTrans, in, count, rows, 1.0F, x, in,
                        delta + first, out, add ? 1.0F : 0.0F, g + first, out);
        }
    }
}

void transpose(int rows, int columns, const float* matrix, float* transposed) {
    constexpr int tile = 16;
    const auto move = [&](int row, int column, int height, int width) {
        const float* from = matrix + static_cast<std::ptrdiff_t>(row) * columns + column;
        float* to = transposed + static_cast<std::ptrdiff_t>(column) * rows + row;
        for (int j = 0; j < width; ++j) {
            for (int i = 0; i < height; ++i) to[j * rows + i] = from[i * columns + j];
        }
    };
    for (int i = 0; i < rows; i += tile) {
        for (int j = 0; j < columns; j += tile) {
            if (i + tile <= rows && j + tile <= columns) {
                move(i, j, tile, tile);  // of a size that the compiler knows
            } else {
                move(i, j, std::min(tile, rows - i), std::min(tile, columns - j));
            }
        }
    }
}

#ifdef LHITS_HAVE_LIBXSMM
std::string product_kernels() {
    return any_kernel() == nullptr ? "BLAS" : std::string("LIBXSMM ") + libxsmm_get_target_arch();
}

bool product_kernels_are_slow() {
    return any_kernel() == nullptr || libxsmm_get_target_archid() < LIBXSMM_X86_AVX2;
}
#else
std::string product_kernels() { return "BLAS"; }
bool product_kernels_are_slow() { return false; }
#endif

}  // namespace lhits
