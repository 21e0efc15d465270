// Some columns of row-major matrices.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>

namespace lhits {

/// Columns [first, first + count) of rows of `width`.
template <class T>
struct ColumnRange {
    std::span<T> rows;
    std::size_t width;
    std::size_t first = 0;
};

/// Copies `count` columns of all rows of `from` to those of `to`, which has as many rows.
template <class T, class U>
void copy_columns(ColumnRange<const T> from, std::size_t count, ColumnRange<U> to) {
    const std::size_t rows = from.rows.size() / from.width;
    for (std::size_t r = 0; r < rows; ++r) {
        std::copy_n(from.rows.data() + r * from.width + from.first, count,
                    to.rows.data() + r * to.width + to.first);
    }
}

}  // namespace lhits
