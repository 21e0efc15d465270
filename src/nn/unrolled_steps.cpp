#include "unrolled_steps.hpp"

#include <algorithm>
#include <functional>

namespace lhits {

void UnrolledSteps::prepare(const Architecture& network, const float* parameters, int width,
                            Unrolled size, bool derive) {
    columns_ = {width, network.in(), network.out()};
    size_ = size;
    derive_ = derive;
    tape_.prepare(network, parameters, derive ? size.batch * size.window : size.batch, derive);
    if (!columns_.reads_all()) {
        inputs_.resize(static_cast<std::size_t>(read_size() * size.window));
    }
}

void UnrolledSteps::forward(float* states) {
    const int batch = size_.batch;
    for (int k = 0; k < size_.window; ++k, states += rows_size()) {
        const float* input = states;
        if (!columns_.reads_all()) {
            float* const read = inputs_.data() + k * read_size();
            columns_.gather_read(states, batch, read);
            input = read;
        }
        const float* change = tape_.forward(input, derive_ ? k * batch : 0, batch, derive_);
        columns_.add_change(states, change, batch, states + rows_size());
    }
}

const float* UnrolledSteps::backward(const float* errors, bool to_start) {
    const int batch = size_.batch;
    // What comes back flows both through the network and straight along the residual.
    state_gradient_.assign(static_cast<std::size_t>(rows_size()), 0.0F);
    for (int k = size_.window - 1; k >= 0; --k) {
        std::transform(state_gradient_.begin(), state_gradient_.end(), errors + k * rows_size(),
                       state_gradient_.begin(), std::plus<>());
        columns_.gather_changed(state_gradient_.data(), batch, tape_.output_gradient(k * batch));
        if (k == 0 && !to_start) {
            tape_.backward(0, batch, nullptr);
            break;
        }
        if (columns_.reads_all()) {
            tape_.backward(k * batch, batch, state_gradient_.data());
            continue;
        }
        input_gradient_.assign(static_cast<std::size_t>(read_size()), 0.0F);
        tape_.backward(k * batch, batch, input_gradient_.data());
        columns_.add_read(input_gradient_.data(), batch, state_gradient_.data());
    }
    return state_gradient_.data();
}

void UnrolledSteps::parameter_gradient(const float* states, float* gradient) {
    tape_.parameter_gradient(columns_.reads_all() ? states : inputs_.data(),
                             size_.batch * size_.window, gradient, false);
}

}  // namespace lhits
