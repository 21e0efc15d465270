// The training loop for many networks of one shape at once: stacked into batched products of
// LibTorch's, on a GPU or on the processor.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "lhits/nn/device.hpp"
#include "lhits/nn/loss.hpp"
#include "lhits/nn/training.hpp"

namespace lhits {

/// What one network of a stack is trained on: samples of `window` steps, whose k-th row, from 0 on,
/// is row r + k * stride of the data where the sample begins at row r. A mean squared error over
/// all rows that the loss of the problem compares.
struct StackedSamples {
    std::int64_t stride = 0;
    std::int64_t window = 0;
    std::int64_t batch = 0;  ///< samples an iteration
    /// Iteration i takes the samples i * batch and following; else it is always the first `batch`.
    bool drawn = true;
    std::function<std::int64_t(std::uint64_t sample)> row;  ///< of the training data
    std::vector<std::int64_t> validation_rows;
};

/// One network of a stack, and how far its training is.
struct StackedNetwork {
    std::string name;  ///< for messages
    StackedSamples samples;
    TrainingState state;
};

/// What the networks of a stack have in common. Borrows the data, (rows, loss.row_size()) each.
struct StackedProblem {
    Loss loss;  ///< its window is none of theirs, but 0 where theirs are
    std::span<const float> train;
    std::span<const float> validation;
};

/// The device's memory does not hold what it was asked to.
struct OutOfDeviceMemory : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Networks on their way through iterations together, from their states on. Borrows the networks.
/// Making one, and train(), may throw OutOfDeviceMemory: the states are then as they were before,
/// and the stack is of no more use.
class Stack {
public:
    Stack() = default;
    virtual ~Stack() = default;
    Stack(const Stack&) = delete;
    Stack& operator=(const Stack&) = delete;

    /// Does `iterations` iterations and brings the states up to date: parameters, moments and
    /// iteration. Returns the training loss of each network in the last of them.
    virtual std::vector<double> train(const TrainingSettings& settings,
                                      std::int64_t iterations) = 0;
    virtual std::vector<double> validation_losses() = 0;
};

/// Makes a stack of networks by falling window, all with the same `batch` where samples are drawn.
/// A batch passes through in `pieces` parts, one after the other.
using StackFactory = std::function<std::unique_ptr<Stack>(std::span<StackedNetwork* const> networks,
                                                          std::int64_t pieces)>;

/// Stacks on a device. A GPU holds the data from now on; on the processor they must outlive the
/// stacks. Throws Failure when a GPU cannot hold them.
StackFactory stacks_on(const Device& device, const StackedProblem& problem);

/// For each network what train() does, with the same samples and to rounding the same result, all
/// of them at once. A network that has finished leaves its stack. Where the device's memory does
/// not suffice, stacks are halved, and then batches, with a warning. `after_block` is called with
/// all networks about twice a second, and whenever one has finished; it may throw to stop. Throws
/// Failure when a loss is not a number.
void train_stacked(std::span<StackedNetwork> networks, const TrainingSettings& settings,
                   const StackFactory& make_stack, const std::function<void()>& after_block);

}  // namespace lhits
