#include "device_stream.hpp"

#include <torch/torch.h>

#include <string>

#include "plugin.hpp"

#ifdef LHITS_CUDA_GRAPHS
#include <ATen/cuda/CUDAGraph.h>
#include <c10/cuda/CUDAGuard.h>
#include <c10/cuda/CUDAStream.h>
#endif

namespace lhits {

torch::Device torch_device(const Device& device) {
    if (!device.is_gpu()) return torch::kCPU;
    return {torch::kCUDA, static_cast<c10::DeviceIndex>(device.gpu)};
}

bool out_of_memory(const c10::Error& error) {
    const std::string what = error.what_without_backtrace();
    return what.find("out of memory") != std::string::npos ||
           what.find("can't allocate memory") != std::string::npos ||
           what.find("ALLOC_FAILED") != std::string::npos;
}

#ifdef LHITS_CUDA_GRAPHS

struct DeviceStream::Gpu {
    /// Before a capture, libraries such as cuBLAS must have made themselves ready.
    static constexpr int warm_up = 3;

    explicit Gpu(const Device& device)
        : stream(c10::cuda::getStreamFromPool(false, static_cast<c10::DeviceIndex>(device.gpu))) {}

    c10::cuda::CUDAStream stream;
    int repeated = 0;
    bool captures = true;
    std::unique_ptr<at::cuda::CUDAGraph> graph;

    void try_to_capture(const Work& work) {
        try {
            capture(work);
        } catch (const c10::Error& error) {
            if (out_of_memory(error)) throw;
            captures = false;
            warn(std::string("CUDA graph: not captured, so training is slower: ") +
                 error.what_without_backtrace());
        }
    }

    void capture(const Work& work) {
        auto captured = std::make_unique<at::cuda::CUDAGraph>();
        stream.synchronize();
        captured->capture_begin();
        try {
            work();
        } catch (...) {  // the stream has to leave the capture before anything else runs on it
            try {
                captured->capture_end();
            } catch (const c10::Error&) {  // says no more than that the capture did not succeed
            }
            throw;
        }
        captured->capture_end();
        graph = std::move(captured);
    }
};

DeviceStream::DeviceStream(const Device& device)
    : gpu_(device.is_gpu() ? std::make_unique<Gpu>(device) : nullptr) {}

DeviceStream::~DeviceStream() {
    if (gpu_ != nullptr) gpu_->stream.synchronize();
}

void DeviceStream::run(const Work& work) {
    if (gpu_ == nullptr) return work();
    const c10::cuda::CUDAStreamGuard current(gpu_->stream);
    work();
}

void DeviceStream::repeat(const Work& work) {
    if (gpu_ == nullptr) return work();
    const c10::cuda::CUDAStreamGuard current(gpu_->stream);
    if (gpu_->repeated++ == Gpu::warm_up) gpu_->try_to_capture(work);
    if (gpu_->graph == nullptr) return work();
    gpu_->graph->replay();
}

#else

struct DeviceStream::Gpu {};

DeviceStream::DeviceStream(const Device&) {}
DeviceStream::~DeviceStream() = default;
void DeviceStream::run(const Work& work) { work(); }
void DeviceStream::repeat(const Work& work) { work(); }

#endif

}  // namespace lhits
