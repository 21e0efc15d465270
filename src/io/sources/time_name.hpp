// What programs call times.
#pragma once

#include <algorithm>
#include <array>
#include <cctype>
#include <string>
#include <string_view>

namespace lhits {

inline bool is_time_name(std::string name) {
    constexpr std::array<std::string_view, 9> names{
        "time", "t", "times", "sim_time", "simtime", "tspan", "t_span", "t_eval", "timevalue"};
    std::transform(name.begin(), name.end(), name.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace lhits
