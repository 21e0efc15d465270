// Numbers of a deck for each component of a state.
#pragma once

#include <fmt/format.h>

#include <string>
#include <vector>

#include "lhits/base/error.hpp"
#include "lhits/base/state_layout.hpp"

namespace lhits {

/// One for each component: those given, or the only one for all. Throws InputError for another
/// count; `key` is "table.name".
inline std::vector<double> per_component(const std::string& key, const std::vector<double>& given,
                                         const StateLayout& layout) {
    const auto count = layout.components.size();
    if (given.size() == count) return given;
    if (given.size() == 1) return std::vector<double>(count, given.front());
    throw InputError(
        fmt::format("{}: expected one number, or one for each of the {} components ({}), "
                    "found {}",
                    key, count, layout.component_names(), given.size()));
}

}  // namespace lhits
