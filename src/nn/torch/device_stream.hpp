// Work on a device in one order, some of it again and again.
#pragma once

#include <torch/types.h>

#include <functional>
#include <memory>

#include "lhits/nn/device.hpp"

namespace lhits {

/// LibTorch's name of a device.
torch::Device torch_device(const Device& device);

/// Whether memory of a device is what was missing: the types for that differ between versions.
bool out_of_memory(const c10::Error& error);

/// On a GPU a stream of its own: all work that is given to it runs in the order in which it comes.
class DeviceStream {
public:
    using Work = std::function<void()>;

    explicit DeviceStream(const Device& device);
    ~DeviceStream();
    DeviceStream(const DeviceStream&) = delete;
    DeviceStream& operator=(const DeviceStream&) = delete;

    /// Runs `work` with this stream as the current one.
    void run(const Work& work);

    /// Runs the same work each time. On a GPU it is captured in a CUDA graph after a few times, and
    /// from then on that is launched: one call instead of one for each kernel. The work may read
    /// nothing back, and must keep what it reads and writes where it is. Where the capture fails,
    /// it goes on without one, with a warning.
    void repeat(const Work& work);

private:
    struct Gpu;  // nothing without CUDA
    std::unique_ptr<Gpu> gpu_;
};

}  // namespace lhits
