#include "plugin.hpp"

#include <ATen/Context.h>
#include <torch/cuda.h>
#include <torch/version.h>

#include "../torch_plugin.hpp"
#include "torch_engine.hpp"

namespace lhits {
namespace {

void (*warn_host)(const std::string& line) = nullptr;

TorchPlugin plugin() {
    const bool cuda = at::globalContext().hasCUDART();
    return {LHITS_VERSION,
            std::string("LibTorch ") + TORCH_VERSION + (cuda ? " with CUDA" : " without CUDA"),
            [] { return static_cast<int>(torch::cuda::device_count()); },
            []() -> std::unique_ptr<Engine> { return std::make_unique<TorchEngine>(); },
            stacks_on,
            make_script_module};
}

}  // namespace

void warn(const std::string& line) { warn_host(line); }

}  // namespace lhits

extern "C" __attribute__((visibility("default"))) const lhits::TorchPlugin* lhits_torch_plugin(
    void (*warn)(const std::string& line)) {
    static const lhits::TorchPlugin offered = lhits::plugin();
    lhits::warn_host = warn;
    return &offered;
}
