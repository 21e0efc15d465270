// Which device trains stacks of networks: the processor, or a GPU of the node.
#pragma once

#include <string>

namespace lhits {

class Communicator;

/// Where LibTorch computes, for one rank.
struct Device {
    static constexpr int processor = -1;
    int gpu = processor;  ///< number of the GPU on this node
    bool tf32 = false;    ///< matrix products on the GPU with 10 bits of mantissa instead of 23

    bool is_gpu() const { return gpu != processor; }
};

/// Collective: the device of each rank for "cpu", "cuda" or "auto" (GPUs where every rank sees
/// one). The ranks of a node take its GPUs in turn, and share them where there are more ranks.
/// Throws InputError on all ranks when "cuda" is wanted and a rank sees no GPU, and
/// std::invalid_argument for another word.
Device choose_device(const std::string& wanted, bool tf32, const Communicator& ranks);

/// For people: "the processor", "GPU 1 of 4".
std::string name_of(const Device& device);

}  // namespace lhits
