#include "lhits/nn/engine.hpp"

#include <stdexcept>

#include "native_engine.hpp"
#include "torch/torch_engine.hpp"

namespace lhits {

std::unique_ptr<Engine> make_engine(const std::string& name) {
    if (name == "native") return std::make_unique<NativeEngine>();
    if (name == "torch") return std::make_unique<TorchEngine>();
    throw std::invalid_argument("expected an engine (native, torch), found " + name);
}

}  // namespace lhits
