// Who computes losses and their gradients: our own dense engine, or LibTorch's autograd.
#pragma once

#include <memory>
#include <span>
#include <string>

#include "lhits/nn/loss.hpp"

namespace lhits {

/// Computes the losses of the method with their gradients. An engine keeps its work memory
/// between calls; one per thread. All matrices are row-major float32.
class Engine {
public:
    Engine() = default;
    virtual ~Engine() = default;
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;

    /// The loss of samples, and its penalties. `gradient`, unless empty, receives its derivative by
    /// the parameters.
    virtual double loss(const Loss& loss, std::span<const float> parameters, const Samples& samples,
                        const LossScales& scales, std::span<float> gradient) = 0;

    /// y (rows, out) = network(x), x (rows, in); no gradient. The native engine's bits of a row do
    /// not depend on the other rows.
    virtual void evaluate(const Architecture& network, std::span<const float> parameters,
                          std::span<const float> x, int rows, std::span<float> y) = 0;

    /// One step of a residual stepper, no gradient: to (rows, d) is `from`, (rows, d), with
    /// network(from) added: it reads the last columns and changes the first ones, as in Loss.
    void step(const Architecture& network, std::span<const float> parameters,
              std::span<const float> from, int rows, std::span<float> to);
};

/// "native": matrix products from LIBXSMM, all else fused around them; no autograd graph.
/// "torch": LibTorch's autograd, the reference that the native one is tested against.
/// Throws std::invalid_argument for another name.
std::unique_ptr<Engine> make_engine(const std::string& name);

}  // namespace lhits
