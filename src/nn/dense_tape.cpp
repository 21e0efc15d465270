#include "dense_tape.hpp"

#include <algorithm>

#include "activations.hpp"

namespace lhits {

void DenseTape::prepare(const Architecture& architecture, const float* parameters, int rows,
                        bool derive) {
    parameters_ = parameters;
    if (!(architecture == architecture_) || rows > capacity_) {
        architecture_ = architecture;
        capacity_ = rows;
        for (auto* kept : {&weights_, &transposed_}) kept->resize(layers());
        for (auto* kept : {&values_, &slopes_, &deltas_}) kept->resize(layers());
        for (std::size_t l = 0; l < layers(); ++l) {
            const auto out = static_cast<std::size_t>(architecture.widths[l + 1]);
            for (auto* kept : {&values_, &slopes_, &deltas_}) {
                (*kept)[l].resize(static_cast<std::size_t>(rows) * out);
            }
        }
    }
    const auto pack = [&](std::size_t offset, int in, int out, PackedMatrix& forth,
                          PackedMatrix& back) {
        forth.pack(parameters + offset, in, out);
        if (derive) back.pack_transposed(parameters + offset, out, in);
    };
    for (std::size_t l = 0; l < layers(); ++l) {
        pack(architecture.weight_offset(l), architecture.widths[l], architecture.widths[l + 1],
             weights_[l], transposed_[l]);
    }
    if (architecture.bypass) {
        pack(architecture.bypass_offset(), architecture.in(), architecture.out(), bypass_,
             transposed_bypass_);
    }
}

const float* DenseTape::forward(const float* input, int first, int rows, bool keep) {
    const float* const from = input;
    for (std::size_t l = 0; l < layers(); ++l) {
        const int in = architecture_.widths[l];
        const int out = architecture_.widths[l + 1];
        float* y = row(values_[l], l + 1, first);
        weights_[l].multiply(rows, input, in, y);
        activate(architecture_.activations[l], parameters_ + architecture_.bias_offset(l), rows,
                 out, y, keep ? row(slopes_[l], l + 1, first) : nullptr);
        input = y;
    }
    if (architecture_.bypass) {
        bypass_.multiply(rows, from, architecture_.in(), row(values_.back(), layers(), first),
                         true);
    }
    return input;
}

void DenseTape::backward(int first, int rows, float* input_gradient) {
    if (architecture_.bypass && input_gradient != nullptr) {
        transposed_bypass_.multiply(rows, output_gradient(first), architecture_.out(),
                                    input_gradient, true);
    }
    for (std::size_t l = layers(); l-- > 0;) {
        const int out = architecture_.widths[l + 1];
        float* delta = row(deltas_[l], l + 1, first);
        if (architecture_.activations[l] != Activation::linear) {
            multiply_into(row(slopes_[l], l + 1, first), rows * out, delta);
        }
        if (l == 0 && input_gradient == nullptr) return;
        float* below = l == 0 ? input_gradient : row(deltas_[l - 1], l, first);
        transposed_[l].multiply(rows, delta, out, below, l == 0);
    }
}

void DenseTape::parameter_gradient(const float* input, int rows, float* gradient, bool add) {
    for (std::size_t l = 0; l < layers(); ++l) {
        const int in = architecture_.widths[l];
        const int out = architecture_.widths[l + 1];
        products_.run(rows, in, out, l == 0 ? input : values_[l - 1].data(), deltas_[l].data(),
                      gradient + architecture_.weight_offset(l), add);
        column_sums(deltas_[l].data(), rows, out, gradient + architecture_.bias_offset(l), add);
    }
    if (architecture_.bypass && !add) {
        std::fill(gradient + architecture_.bypass_offset(),
                  gradient + architecture_.parameter_count(), 0.0F);
    }
}

}  // namespace lhits
