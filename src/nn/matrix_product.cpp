// LIBXSMM writes a kernel for each shape at run time: on products of this size that is faster than
// OpenBLAS, oneDNN or BLIS. BLAS takes over where it has no kernel.
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

/// Numbers of a matrix that does not stay in cache while rows pass by.
constexpr std::size_t wide = 256 * 1024;

/// A kernel for column-major c (m, n) = a (m, k) b (k, n) or b (n, k)^T; null where there is none.
/// Row-major matrices are handed over as their transposes. With `fetch_next` it is called with
/// three more pointers, of which the first is the next call's a: that comes into the cache
/// meanwhile.
#ifdef LHITS_HAVE_LIBXSMM
Kernel kernel(int m, int n, int k, int lda, int ldb, int ldc, bool b_transposed, bool add,
              bool fetch_next = false) {
    // For older processors BLAS is as fast or faster.
    static const bool known = libxsmm_get_target_archid() >= LIBXSMM_X86_AVX;
    if (!known) return nullptr;
    const float alpha = 1.0F;
    const float beta = add ? 1.0F : 0.0F;
    const int flags = b_transposed ? LIBXSMM_GEMM_FLAG_TRANS_B : LIBXSMM_GEMM_FLAG_NONE;
    const int prefetch = fetch_next ? LIBXSMM_GEMM_PREFETCH_AL2 : LIBXSMM_GEMM_PREFETCH_NONE;
    return libxsmm_smmdispatch(m, n, k, &lda, &ldb, &ldc, &alpha, &beta, &flags, &prefetch);
}

/// Columns of a panel: as many as LIBXSMM's kernels hold in four registers; without kernels all.
int panel_of(int out) {
    static const int archid = libxsmm_get_target_archid();
    if (archid >= LIBXSMM_X86_AVX512) return std::min(out, 64);
    return archid >= LIBXSMM_X86_AVX ? std::min(out, 32) : out;
}
#else
Kernel kernel(int, int, int, int, int, int, bool, bool, bool = false) { return nullptr; }
int panel_of(int out) { return out; }
#endif

/// to (rows, count) = `count` columns of from (rows, width).
void copy_panel(const float* from, int rows, int width, int count, float* to) {
    for (int r = 0; r < rows; ++r, from += width) to = std::copy_n(from, count, to);
}

/// Columns of matrices (rows, width): y = x w for w (in, width), and its sizes.
struct Product {
    int rows, in, x_stride, w_stride, y_stride;
    bool add;

    /// The first `count` columns; `next` is the w of the next call, where it is far.
    void run(int count, const float* x, const float* w, float* y,
             const float* next = nullptr) const {
        const bool fetch = next != nullptr;
        if (const auto product =
                kernel(count, rows, in, w_stride, x_stride, y_stride, false, add, fetch)) {
            product(w, x, y, fetch ? next : w, x, y);
        } else {
            cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, rows, count, in, 1.0F, x,
                        x_stride, w, w_stride, add ? 1.0F : 0.0F, y, y_stride);
        }
    }
};

/// transposed (columns, rows) of matrix (rows, columns).
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

}  // namespace

void multiply(int rows, int in, int out, const float* x, int x_stride, const float* w, float* y,
              bool add) {
    const int panel = size_of(in, out) > wide ? panel_of(out) : out;
    const Product product{rows, in, x_stride, out, out, add};
    for (int first = 0; first < out; first += panel) {
        const int beyond = first + panel < out ? first + panel : 0;
        product.run(std::min(panel, out - first), x, w + first, y + first,
                    panel < out ? w + beyond : nullptr);
    }
}

void PackedMatrix::pack(const float* matrix, int in, int out) {
    in_ = in;
    out_ = out;
    panels_.resize(size_of(in, out));
    float* to = panels_.data();
    const int panel = panel_of(out);
    for (int first = 0; first < out; first += panel) {
        const int count = std::min(panel, out - first);
        copy_panel(matrix + first, in, out, count, to);
        to += size_of(in, count);
    }
}

void PackedMatrix::pack_transposed(const float* matrix, int in, int out) {
    in_ = in;
    out_ = out;
    panels_.resize(size_of(in, out));
    const int panel = panel_of(out);
    for (int first = 0; first < out; first += panel) {
        const auto place = size_of(first, in);
        transpose(std::min(panel, out - first), in, matrix + place, panels_.data() + place);
    }
}

void PackedMatrix::multiply(int rows, const float* x, int x_stride, float* y, bool add) const {
    const int panel = panel_of(out_);
    for (int first = 0; first < out_; first += panel) {
        const int count = std::min(panel, out_ - first);
        Product{rows, in_, x_stride, count, out_, add}.run(
            count, x, panels_.data() + size_of(first, in_), y + first);
    }
}

void TransposedProduct::run(int rows, int in, int out, const float* x, const float* delta, float* g,
                            bool add) {
    const int panel = panel_of(out);
    if (panel < out) {
        delta_.resize(size_of(rows, out));
        for (int first = 0; first < out; first += panel) {
            copy_panel(delta + first, rows, out, std::min(panel, out - first),
                       delta_.data() + size_of(first, rows));
        }
        delta = delta_.data();
    }
    constexpr int most_in = 256;  // of x at a time: stays in cache while the panels pass by
    for (int above = 0; above < in; above += most_in) {
        const int height = std::min(most_in, in - above);
        const float* some = x;
        if (height < in) {
            x_.resize(size_of(rows, most_in));
            copy_panel(x + above, rows, in, height, x_.data());
            some = x_.data();
        }
        float* to = g + size_of(above, out);
        for (int first = 0; first < out; first += panel) {
            const int count = std::min(panel, out - first);
            const float* own = delta + size_of(first, rows);
            if (const auto product = kernel(count, height, rows, count, height, out, true, add)) {
                product(own, some, to + first);
            } else {
                cblas_sgemm(CblasRowMajor, CblasTrans, CblasNoTrans, height, count, rows, 1.0F,
                            some, height, own, count, add ? 1.0F : 0.0F, to + first, out);
            }
        }
    }
}

#ifdef LHITS_HAVE_LIBXSMM
std::string product_kernels() {
    return kernel(16, 16, 16, 16, 16, 16, false, false) == nullptr
               ? "BLAS"
               : std::string("LIBXSMM ") + libxsmm_get_target_arch();
}

bool product_kernels_are_slow() { return libxsmm_get_target_archid() < LIBXSMM_X86_AVX2; }
#else
std::string product_kernels() { return "BLAS"; }
bool product_kernels_are_slow() { return false; }
#endif

}  // namespace lhits
