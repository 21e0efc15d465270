#include "lhits/base/whole_state.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace lhits {
namespace {

template <class T>
std::vector<T> some_of(std::vector<T> rows, std::size_t width,
                       std::span<const std::int64_t> elements) {
    if (elements.size() == width) return rows;
    std::size_t to = 0;
    for (std::size_t row = 0; row < rows.size(); row += width) {
        for (const auto element : elements) {
            rows[to++] = rows[row + static_cast<std::size_t>(element)];
        }
    }
    rows.resize(to);
    return rows;
}

}  // namespace

StateLayout whole_layout(const StateLayout& layout) {
    const auto& fixed = layout.fixed;
    if (fixed.at.empty()) return layout;
    StateLayout whole{{}, {}, layout.components, layout.time_units, fixed.grid};
    for (const auto& axis : layout.axes) whole.axes.push_back({axis.name, axis.units, {}});
    std::size_t next = 0, own = 0;  // of the fixed and of the other elements
    for (std::size_t i = 0; i < layout.whole_size(); ++i) {
        const bool is_fixed =
            next < fixed.at.size() && fixed.at[next] == static_cast<std::int64_t>(i);
        whole.component.push_back(is_fixed ? fixed.component[next] : layout.component[own]);
        for (std::size_t a = 0; a < layout.axes.size(); ++a) {
            whole.axes[a].places.push_back(is_fixed ? fixed.places[a][next]
                                                    : layout.axes[a].places[own]);
        }
        ++(is_fixed ? next : own);
    }
    return whole;
}

StateLayout with_fixed(const StateLayout& whole, std::span<const std::int64_t> at,
                       std::span<const float> value) {
    if (at.empty()) return whole;
    StateLayout layout{{}, {}, whole.components, whole.time_units, {}};
    auto& fixed = layout.fixed;
    fixed.at.assign(at.begin(), at.end());
    fixed.value.assign(value.begin(), value.end());
    fixed.grid = whole.grid;
    fixed.places.resize(whole.axes.size());
    for (const auto& axis : whole.axes) layout.axes.push_back({axis.name, axis.units, {}});
    std::size_t next = 0;
    for (std::size_t i = 0; i < whole.size(); ++i) {
        const bool is_fixed = next < at.size() && at[next] == static_cast<std::int64_t>(i);
        (is_fixed ? fixed.component : layout.component).push_back(whole.component[i]);
        for (std::size_t a = 0; a < whole.axes.size(); ++a) {
            (is_fixed ? fixed.places[a] : layout.axes[a].places).push_back(whole.axes[a].places[i]);
        }
        if (is_fixed) ++next;
    }
    if (layout.size() > 0) layout.grid = rectilinear_grid(layout);
    return layout;
}

std::vector<std::int64_t> varying_elements(const StateLayout& layout) {
    std::vector<std::int64_t> elements;
    elements.reserve(layout.size());
    std::size_t next = 0;
    const auto& at = layout.fixed.at;
    for (std::int64_t i = 0; i < static_cast<std::int64_t>(layout.whole_size()); ++i) {
        if (next < at.size() && at[next] == i) {
            ++next;
        } else {
            elements.push_back(i);
        }
    }
    return elements;
}

std::vector<std::int64_t> varying_of(const StateLayout& layout,
                                     std::span<const std::int64_t> elements) {
    const auto& at = layout.fixed.at;
    std::vector<std::int64_t> numbers;
    for (const auto element : elements) {
        const auto before = std::lower_bound(at.begin(), at.end(), element);
        if (before != at.end() && *before == element) continue;
        numbers.push_back(element - (before - at.begin()));
    }
    return numbers;
}

std::vector<std::int64_t> varying_of_row(const StateLayout& layout, std::size_t states,
                                         std::size_t more) {
    const auto own = varying_elements(layout);
    std::vector<std::int64_t> numbers;
    numbers.reserve(states * own.size() + more);
    std::int64_t first = 0;
    for (std::size_t state = 0; state < states; ++state) {
        for (const auto element : own) numbers.push_back(first + element);
        first += static_cast<std::int64_t>(layout.whole_size());
    }
    for (std::size_t i = 0; i < more; ++i) numbers.push_back(first++);
    return numbers;
}

std::span<const float> whole_states(const StateLayout& layout, std::span<const float> states,
                                    std::vector<float>& room) {
    const auto& fixed = layout.fixed;
    if (fixed.at.empty()) return states;
    const auto n = layout.size(), width = layout.whole_size();
    const auto elements = varying_elements(layout);
    room.resize(states.size() / n * width);
    for (std::size_t row = 0; row * n < states.size(); ++row) {
        const auto state = states.subspan(row * n, n);
        float* to = room.data() + row * width;
        for (std::size_t j = 0; j < n; ++j) to[elements[j]] = state[j];
        const bool stopped =
            std::all_of(state.begin(), state.end(), [](float value) { return std::isnan(value); });
        for (std::size_t j = 0; j < fixed.at.size(); ++j) {
            to[fixed.at[j]] = stopped ? std::numeric_limits<float>::quiet_NaN() : fixed.value[j];
        }
    }
    return room;
}

std::vector<float> some_elements(std::vector<float> rows, std::size_t width,
                                 std::span<const std::int64_t> elements) {
    return some_of(std::move(rows), width, elements);
}

std::vector<double> some_elements(std::vector<double> rows, std::size_t width,
                                  std::span<const std::int64_t> elements) {
    return some_of(std::move(rows), width, elements);
}

}  // namespace lhits
