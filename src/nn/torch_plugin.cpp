#include "torch_plugin.hpp"

#include <dlfcn.h>
#include <fmt/format.h>

#include "lhits/base/error.hpp"
#include "lhits/base/log.hpp"
#include "lhits/base/version.hpp"

namespace lhits {
namespace {

[[noreturn]] void refuse(const std::string& found) {
    throw Failure(fmt::format(
        "run.engine = \"torch\", GPUs and TorchScript need LibTorch: expected the library "
        "liblhits_torch.so of lhits {} in lhits' folder of libraries or on LD_LIBRARY_PATH, found "
        "{}; build and install lhits with -DLHITS_TORCH=ON, or do without (run.engine = "
        "\"native\", run.device = \"cpu\", lhits export --format hdf5)",
        version(), found));
}

const TorchPlugin& load() {
    void* const library = dlopen("liblhits_torch.so", RTLD_LAZY | RTLD_LOCAL);
    if (library == nullptr) refuse(dlerror());
    auto* const entry =
        reinterpret_cast<TorchPluginEntry*>(dlsym(library, "lhits_torch_plugin"));  // NOLINT
    if (entry == nullptr) refuse(dlerror());
    const auto& plugin = *entry(log::warning);
    if (plugin.lhits_version != std::string(version())) {
        refuse(fmt::format("that of lhits {}", plugin.lhits_version));
    }
    return plugin;
}

}  // namespace

const TorchPlugin& torch_plugin() {
    static const TorchPlugin& loaded = load();
    return loaded;
}

StackFactory stacks_on(const Device& device, const StackedProblem& problem) {
    return torch_plugin().stacks_on(device, problem);
}

std::unique_ptr<ScriptModule> make_script_module(const std::string& type) {
    return torch_plugin().make_script_module(type);
}

}  // namespace lhits
