#include "lhits/nn/device.hpp"

#include <filesystem>
#include <stdexcept>

#include "lhits/base/error.hpp"
#include "lhits/base/log.hpp"
#include "lhits/parallel/communicator.hpp"
#include "lhits/parallel/agree_on_errors.hpp"
#include "torch_plugin.hpp"

namespace lhits {
namespace {

/// Of NVIDIA, of NVIDIA in WSL, of AMD: without one of them no LibTorch needs to look for GPUs.
bool has_gpu_driver() {
    for (const char* device : {"/dev/nvidiactl", "/dev/dxg", "/dev/kfd"}) {
        if (std::filesystem::exists(device)) return true;
    }
    return false;
}

/// GPUs that LibTorch sees. Where nobody insists on one, a missing plug-in is no error.
int visible_gpus(bool insist) {
    if (!insist && !has_gpu_driver()) return 0;
    try {
        return torch_plugin().visible_gpus();
    } catch (const Failure& error) {
        if (insist) throw;
        log::warning(std::string("run.device = \"auto\": GPUs are left alone: ") + error.what());
        return 0;
    }
}

}  // namespace

Device choose_device(const std::string& wanted, bool tf32, const Communicator& ranks) {
    if (wanted == "cpu") return {};
    if (wanted != "cuda" && wanted != "auto") {
        throw std::invalid_argument("expected a device (cpu, cuda, auto), found " + wanted);
    }
    const bool insist = wanted == "cuda";
    int gpus = 0;
    agree_on_errors(ranks, [&] { gpus = visible_gpus(insist); });
    if (ranks.any(gpus == 0)) {
        if (!insist) return {};
        InputError error(
            "run.device: expected a GPU that LibTorch sees for each rank of a run with \"cuda\", "
            "found none (" +
            torch_plugin().name +
            "); set run.device = \"auto\" or \"cpu\", or start lhits where nvidia-smi lists a GPU, "
            "built with a LibTorch for CUDA");
        error.set_everywhere();
        throw error;
    }
    return {ranks.split_by_node().rank() % gpus, tf32};
}

std::string name_of(const Device& device) {
    if (!device.is_gpu()) return "the processor";
    return "GPU " + std::to_string(device.gpu + 1) + " of " +
           std::to_string(torch_plugin().visible_gpus());
}

}  // namespace lhits
