#include "columns.hpp"

#include <algorithm>
#include <cstddef>
#include <functional>

namespace lhits {

void Columns::gather(const float* from, int first, int count, int rows, float* target) const {
    if (count == width) {
        std::copy_n(from, static_cast<std::ptrdiff_t>(rows) * width, target);
        return;
    }
    from += first;
    for (int r = 0; r < rows; ++r, from += width) target = std::copy_n(from, count, target);
}

void Columns::gather_read(const float* from, int rows, float* target) const {
    gather(from, width - read, read, rows, target);
}

void Columns::add_read(const float* values, int rows, float* to) const {
    to += width - read;
    for (int r = 0; r < rows; ++r, values += read, to += width) {
        std::transform(values, values + read, to, to, std::plus<>());
    }
}

void Columns::gather_changed(const float* from, int rows, float* target) const {
    gather(from, 0, changed, rows, target);
}

void Columns::add_change(const float* from, const float* change, int rows, float* to) const {
    if (changed == width) {
        std::transform(from, from + static_cast<std::ptrdiff_t>(rows) * width, change, to,
                       std::plus<>());
        return;
    }
    for (int r = 0; r < rows; ++r, from += width, change += changed, to += width) {
        std::transform(from, from + changed, change, to, std::plus<>());
        std::copy(from + changed, from + width, to + changed);
    }
}

}  // namespace lhits
