#include "lhits/nn/device.hpp"

#include <ATen/Context.h>
#include <torch/cuda.h>
#include <torch/version.h>

#include <stdexcept>

#include "lhits/base/error.hpp"
#include "lhits/parallel/communicator.hpp"

namespace lhits {
namespace {

int visible_gpus() { return static_cast<int>(torch::cuda::device_count()); }

std::string torch_text() {
    return std::string("LibTorch ") + TORCH_VERSION +
           (at::globalContext().hasCUDART() ? " with CUDA" : " without CUDA");
}

}  // namespace

Device choose_device(const std::string& wanted, bool tf32, const Communicator& ranks) {
    if (wanted == "cpu") return {};
    if (wanted != "cuda" && wanted != "auto") {
        throw std::invalid_argument("expected a device (cpu, cuda, auto), found " + wanted);
    }
    const int gpus = visible_gpus();
    if (ranks.any(gpus == 0)) {
        if (wanted == "auto") return {};
        InputError error(
            "run.device: expected a GPU that LibTorch sees for each rank of a run with \"cuda\", "
            "found none (" +
            torch_text() +
            "); set run.device = \"auto\" or \"cpu\", or start lhits where nvidia-smi lists a GPU, "
            "built with a LibTorch for CUDA");
        error.set_everywhere();
        throw error;
    }
    return {ranks.split_by_node().rank() % gpus, tf32};
}

std::string name_of(const Device& device) {
    if (!device.is_gpu()) return "the processor";
    return "GPU " + std::to_string(device.gpu + 1) + " of " + std::to_string(visible_gpus());
}

}  // namespace lhits
