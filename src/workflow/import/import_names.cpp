#include "import_names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "lhits/base/error.hpp"
#include "lhits/base/shown.hpp"
#include "lhits/io/reserved_names.hpp"

namespace lhits {
namespace {

std::string last_part(const std::string& path) { return path.substr(path.rfind('/') + 1); }

}  // namespace

void check_names(const StateLayout& layout) {
    for (const auto& axis : layout.axes) {
        if (!is_reserved(axis.name)) continue;
        throw InputError(
            fmt::format("expected an axis with a name of its own, found {}, which files "
                        "of lhits use; rename it with --dimensions",
                        axis.name));
    }
    for (const auto& component : layout.components) {
        const bool plain = std::none_of(component.name.begin(), component.name.end(),
                                        [](char c) { return (c >= 0 && c <= ' ') || c == 127; });
        if (!component.name.empty() && plain) continue;
        throw InputError(
            fmt::format("expected names of components without blanks and control characters, "
                        "found {}; rename it in the file",
                        shown(component.name)));
    }
}

void check_parameter_names(const StateLayout& layout, const std::vector<std::string>& parameters) {
    std::set<std::string> taken;
    for (const auto& axis : layout.axes) taken.insert(axis.name);
    for (const auto& parameter : parameters) {
        const auto name = last_part(parameter);
        const bool free = !name.empty() && !is_reserved(name) && taken.insert(name).second;
        if (free && name.find(' ') == std::string::npos) continue;
        throw InputError(
            fmt::format("--parameters: expected names without blanks that no axis, no other "
                        "parameter and no variable in files of lhits has, found {}; rename it in "
                        "the files",
                        shown(name)));
    }
}

std::vector<std::string> parameter_names(const ImportRequest& request) {
    std::vector<std::string> names;
    for (const auto& parameter : request.source.parameters) names.push_back(last_part(parameter));
    return names;
}

}  // namespace lhits
