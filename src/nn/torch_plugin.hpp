// What LibTorch does for lhits, from a shared library that is loaded when it is first asked for:
// LibTorch costs a process half a second and 160 MB.
#pragma once

#include <memory>
#include <string>

#include "lhits/nn/engine.hpp"
#include "lhits/nn/script_module.hpp"
#include "lhits/nn/stacked_training.hpp"

namespace lhits {

/// What the plug-in liblhits_torch.so offers (torch/plugin.cpp). The functions are those that have
/// the same names without it.
struct TorchPlugin {
    const char* lhits_version;  ///< of the lhits that it was built with
    std::string name;           ///< "LibTorch 1.13.1 without CUDA"
    int (*visible_gpus)();
    std::unique_ptr<Engine> (*make_engine)();
    StackFactory (*stacks_on)(const Device& device, const StackedProblem& problem);
    std::unique_ptr<ScriptModule> (*make_script_module)(const std::string& type);
};

/// The plug-in's only symbol, "lhits_torch_plugin": `warn` says what people should know.
using TorchPluginEntry = const TorchPlugin*(void (*warn)(const std::string& line));

/// Loads it the first time. Throws Failure where there is none, or one of another lhits.
const TorchPlugin& torch_plugin();

}  // namespace lhits
