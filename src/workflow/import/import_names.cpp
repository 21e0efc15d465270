#include "import_names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "lhits/base/error.hpp"
#include "lhits/base/in_quotes.hpp"
#include "lhits/io/reserved_names.hpp"

namespace lhits {

void check_names(const std::string& path, const StateLayout& layout) {
    for (const auto& axis : layout.axes) {
        if (!is_reserved(axis.name)) continue;
        throw InputError(
            fmt::format("{}: expected an axis with a name of its own, found {}, which files "
                        "of lhits use; rename it in the file",
                        path, axis.name));
    }
    for (const auto& component : layout.components) {
        const bool plain = std::none_of(component.name.begin(), component.name.end(),
                                        [](char c) { return (c >= 0 && c <= ' ') || c == 127; });
        if (!component.name.empty() && plain) continue;
        throw InputError(
            fmt::format("{}: expected names of components without blanks and control characters, "
                        "found {}; rename it in the file",
                        path, in_quotes(component.name)));
    }
}

void check_parameter_names(const StateLayout& layout, const std::vector<std::string>& parameters) {
    std::set<std::string> taken;
    for (const auto& axis : layout.axes) taken.insert(axis.name);
    for (const auto& name : parameters) {
        const bool free = !name.empty() && !is_reserved(name) && taken.insert(name).second;
        if (free && name.find(' ') == std::string::npos) continue;
        throw InputError(
            fmt::format("--parameters: expected names without blanks that no axis, no other "
                        "parameter and no variable in files of lhits has, found {}; rename it in "
                        "the files",
                        in_quotes(name)));
    }
}

}  // namespace lhits
