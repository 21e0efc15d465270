// The pieces in which a block of an array lies in a file.
#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>

#include "array_file.hpp"

namespace lhits {

/// Calls `read(first, done, size)` for each run of values of the block `count` at `start` that lie
/// one after the other: from number `first` of the array on, after `done` values of the block.
inline void for_each_run(const Indices& shape, const Indices& start, const Indices& count,
                         const std::function<void(std::size_t, std::size_t, std::size_t)>& read) {
    // The dimensions from `inner` on are whole, and lie in one piece with the one before.
    std::size_t inner = shape.size();
    while (inner > 0 && start[inner - 1] == 0 && count[inner - 1] == shape[inner - 1]) --inner;
    const std::size_t outer = inner == 0 ? 0 : inner - 1;
    const auto run = static_cast<std::size_t>(
        product(Indices(count.begin() + static_cast<std::ptrdiff_t>(outer), count.end())));
    const auto all = static_cast<std::size_t>(product(count));
    Indices at(start.begin(), start.begin() + static_cast<std::ptrdiff_t>(outer));
    for (std::size_t done = 0; done < all; done += run) {
        std::size_t first = 0;
        for (std::size_t d = 0; d < shape.size(); ++d) {
            first = first * static_cast<std::size_t>(shape[d]) +
                    static_cast<std::size_t>(d < outer ? at[d] : start[d]);
        }
        read(first, done, run);
        for (std::size_t d = outer; d-- > 0;) {
            if (++at[d] < start[d] + count[d]) break;
            at[d] = start[d];
        }
    }
}

}  // namespace lhits
