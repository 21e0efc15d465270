// Made-up numbers for networks.
#pragma once

#include <cstddef>
#include <cstdint>

#include "lhits/base/aligned.hpp"
#include "lhits/base/random.hpp"

namespace lhits::test {

/// Between -1 and 1; others for another index.
inline AlignedVector<float> noise(std::size_t count, std::uint32_t index) {
    const RandomStream stream(11, Purpose::batch, index);
    AlignedVector<float> values(count);
    for (std::size_t i = 0; i < count; ++i) {
        values[i] = static_cast<float>(2.0 * stream.uniform(i) - 1.0);
    }
    return values;
}

}  // namespace lhits::test
