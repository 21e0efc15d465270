// Many random numbers of the standard normal distribution, fast.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace lhits {

class RandomStream;

/// Fills `values`, four a step from `step` on, as RandomStream::normal() does, but from 24 random
/// bits each, in single precision and in vector registers: for noise in trainings, where they are
/// drawn anew in every iteration. None is farther out than 5.9. `bits` is memory to work in.
void normal_numbers(const RandomStream& stream, std::uint64_t step, std::span<float> values,
                    std::vector<std::uint32_t>& bits);

}  // namespace lhits
