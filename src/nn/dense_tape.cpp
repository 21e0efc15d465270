#include "dense_tape.hpp"

#include <cblas.h>

#include "activations.hpp"

namespace lhits {

void DenseTape::prepare(const Architecture& architecture, int rows) {
    if (architecture == architecture_ && rows <= capacity_) return;
    architecture_ = architecture;
    capacity_ = rows;
    values_.resize(layers() + 1);
    slopes_.resize(layers());
    deltas_.resize(layers());
    const auto size = [&](std::size_t l) {
        return static_cast<std::size_t>(rows) * static_cast<std::size_t>(architecture.widths[l]);
    };
    for (std::size_t l = 0; l <= layers(); ++l) values_[l].resize(size(l));
    for (std::size_t l = 0; l < layers(); ++l) {
        slopes_[l].resize(size(l + 1));
        deltas_[l].resize(size(l + 1));
    }
}

float* DenseTape::row(AlignedVector<float>& matrix, std::size_t width_index, int first,
                      bool after) const {
    const int width = architecture_.widths[width_index + (after ? 1 : 0)];
    return matrix.data() + static_cast<std::size_t>(first) * static_cast<std::size_t>(width);
}

const float* DenseTape::forward(const float* parameters, int first, int rows, bool keep) {
    for (std::size_t l = 0; l < layers(); ++l) {
        const int in = architecture_.widths[l];
        const int out = architecture_.widths[l + 1];
        float* y = row(values_[l + 1], l, first, true);
        cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, rows, out, in, 1.0F,
                    row(values_[l], l, first), in, parameters + architecture_.weight_offset(l), out,
                    0.0F, y, out);
        activate(architecture_.activations[l], parameters + architecture_.bias_offset(l), rows, out,
                 y, keep ? row(slopes_[l], l, first, true) : nullptr);
    }
    return row(values_.back(), layers() - 1, first, true);
}

void DenseTape::backward(const float* parameters, int first, int rows, float* input_gradient) {
    for (std::size_t l = layers(); l-- > 0;) {
        const int in = architecture_.widths[l];
        const int out = architecture_.widths[l + 1];
        float* delta = row(deltas_[l], l, first, true);
        if (architecture_.activations[l] != Activation::linear) {
            multiply_into(row(slopes_[l], l, first, true), rows * out, delta);
        }
        if (l == 0 && input_gradient == nullptr) return;
        float* below = l == 0 ? input_gradient : row(deltas_[l - 1], l - 1, first, true);
        cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, rows, in, out, 1.0F, delta, out,
                    parameters + architecture_.weight_offset(l), out, l == 0 ? 1.0F : 0.0F, below,
                    in);
    }
}

void DenseTape::add_parameter_gradient(int rows, float* gradient) const {
    for (std::size_t l = 0; l < layers(); ++l) {
        const int in = architecture_.widths[l];
        const int out = architecture_.widths[l + 1];
        cblas_sgemm(CblasRowMajor, CblasTrans, CblasNoTrans, in, out, rows, 1.0F, values_[l].data(),
                    in, deltas_[l].data(), out, 1.0F, gradient + architecture_.weight_offset(l),
                    out);
        add_column_sums(deltas_[l].data(), rows, out, gradient + architecture_.bias_offset(l));
    }
}

}  // namespace lhits
