// The steps of a residual stepper over a window, forward and back.
#pragma once

#include "columns.hpp"
#include "dense_tape.hpp"

namespace lhits {

/// How much is unrolled at once.
struct Unrolled {
    int batch;
    int window;  ///< steps of each row of the batch
};

/// z_{k+1} = z_k + network(z_k) for a batch of rows, as Loss has it. Keeps its memory
/// between calls.
class UnrolledSteps {
public:
    /// For rows of `width` columns. Borrows `parameters` until the next call; with `derive`,
    /// backward() may follow.
    void prepare(const Architecture& network, const float* parameters, int width, Unrolled size,
                 bool derive);

    /// Of `states`, (window + 1, batch, width), all but the first from the first.
    void forward(float* states);

    /// `errors`, (window, batch, width), are the derivatives of the loss by the states after each
    /// step, each as if no later one followed from it. Returns that by the first states, (batch,
    /// width), in all, where `to_start`.
    const float* backward(const float* errors, bool to_start);

    /// The derivative by the parameters; `states` are those of forward().
    void parameter_gradient(const float* states, float* gradient);

private:
    std::ptrdiff_t rows_size() const {
        return static_cast<std::ptrdiff_t>(size_.batch) * columns_.width;
    }
    std::ptrdiff_t read_size() const {
        return static_cast<std::ptrdiff_t>(size_.batch) * columns_.read;
    }

    Columns columns_{0, 0, 0};
    Unrolled size_{0, 0};
    bool derive_ = false;
    DenseTape tape_;
    AlignedVector<float> state_gradient_;  // (batch, width)
    AlignedVector<float> inputs_;          // (window, batch, in), where the network reads a part
    AlignedVector<float> input_gradient_;  // (batch, in), likewise
};

}  // namespace lhits
