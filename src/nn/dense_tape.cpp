#include "dense_tape.hpp"

#include <algorithm>

#include "activations.hpp"
#include "matrix_product.hpp"

namespace lhits {

void DenseTape::prepare(const Architecture& architecture, const float* parameters, int rows,
                        bool derive) {
    parameters_ = parameters;
    if (!(architecture == architecture_) || rows > capacity_) {
        architecture_ = architecture;
        capacity_ = rows;
        for (auto* kept : {&transposed_, &values_, &slopes_, &deltas_}) kept->resize(layers());
        for (std::size_t l = 0; l < layers(); ++l) {
            const auto out = static_cast<std::size_t>(architecture.widths[l + 1]);
            transposed_[l].resize(static_cast<std::size_t>(architecture.widths[l]) * out);
            for (auto* kept : {&values_, &slopes_, &deltas_}) {
                (*kept)[l].resize(static_cast<std::size_t>(rows) * out);
            }
        }
    }
    if (derive && architecture.bypass) {
        transposed_bypass_.resize(architecture.parameter_count() - architecture.bypass_offset());
        transpose(architecture.in(), architecture.out(), parameters + architecture.bypass_offset(),
                  transposed_bypass_.data());
    }
    for (std::size_t l = 0; derive && l < layers(); ++l) {
        transpose(architecture.widths[l], architecture.widths[l + 1],
                  parameters + architecture.weight_offset(l), transposed_[l].data());
    }
}

const float* DenseTape::forward(const float* input, int first, int rows, bool keep) {
    const float* const from = input;
    for (std::size_t l = 0; l < layers(); ++l) {
        const int in = architecture_.widths[l];
        const int out = architecture_.widths[l + 1];
        float* y = row(values_[l], l + 1, first);
        multiply(rows, in, out, input, in, parameters_ + architecture_.weight_offset(l), y);
        activate(architecture_.activations[l], parameters_ + architecture_.bias_offset(l), rows,
                 out, y, keep ? row(slopes_[l], l + 1, first) : nullptr);
        input = y;
    }
    if (architecture_.bypass) {
        multiply(rows, architecture_.in(), architecture_.out(), from, architecture_.in(),
                 parameters_ + architecture_.bypass_offset(), row(values_.back(), layers(), first),
                 true);
    }
    return input;
}

void DenseTape::backward(int first, int rows, float* input_gradient) {
    if (architecture_.bypass && input_gradient != nullptr) {
        multiply(rows, architecture_.out(), architecture_.in(), output_gradient(first),
                 architecture_.out(), transposed_bypass_.data(), input_gradient, true);
    }
    for (std::size_t l = layers(); l-- > 0;) {
        const int in = architecture_.widths[l];
        const int out = architecture_.widths[l + 1];
        float* delta = row(deltas_[l], l + 1, first);
        if (architecture_.activations[l] != Activation::linear) {
            multiply_into(row(slopes_[l], l + 1, first), rows * out, delta);
        }
        if (l == 0 && input_gradient == nullptr) return;
        float* below = l == 0 ? input_gradient : row(deltas_[l - 1], l, first);
        multiply(rows, out, in, delta, out, transposed_[l].data(), below, l == 0);
    }
}

void DenseTape::parameter_gradient(const float* input, int rows, float* gradient, bool add) const {
    for (std::size_t l = 0; l < layers(); ++l) {
        const int in = architecture_.widths[l];
        const int out = architecture_.widths[l + 1];
        multiply_transposed(rows, in, out, l == 0 ? input : values_[l - 1].data(),
                            deltas_[l].data(), gradient + architecture_.weight_offset(l), add);
        column_sums(deltas_[l].data(), rows, out, gradient + architecture_.bias_offset(l), add);
    }
    if (architecture_.bypass && !add) {
        std::fill(gradient + architecture_.bypass_offset(),
                  gradient + architecture_.parameter_count(), 0.0F);
    }
}

}  // namespace lhits
