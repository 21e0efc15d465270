#include "lhits/base/units.hpp"

#include <algorithm>
#include <cctype>

namespace lhits {

std::string square_of(const std::string& units, const std::string& two) {
    if (units.empty() || units == "1") return "1";
    const bool plain = std::all_of(units.begin(), units.end(), [](char letter) {
        return std::isalpha(static_cast<unsigned char>(letter)) != 0;
    });
    return plain ? units + two : "(" + units + ")" + two;
}

std::string per(const std::string& units) { return units == "1" ? "1" : "1/(" + units + ")"; }

std::string with_blank(const std::string& units) { return units == "1" ? "" : " " + units; }

bool have_common_units(const StateLayout& layout) {
    const auto& all = layout.components;
    return std::all_of(all.begin(), all.end(),
                       [&](const StateComponent& one) { return one.units == all.front().units; });
}

std::string common_units(const StateLayout& layout) {
    const auto& all = layout.components;
    return have_common_units(layout) && !all.empty() ? all.front().units : "1";
}

}  // namespace lhits
