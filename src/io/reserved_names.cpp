#include "lhits/io/reserved_names.hpp"

#include <fmt/format.h>

#include <set>

#include "lhits/base/words.hpp"
#include "lhits/io/quantities.hpp"

namespace lhits {
namespace {

std::set<std::string, std::less<>> all_names() {
    // What files have beside quantities.
    std::set<std::string, std::less<>> names = {"adaptive",     "component",  "fixed",
                                                "fixed_value",  "grid",       "history",
                                                "history_time", "statistics", "u"};
    for (const auto& table : all_quantities()) {
        for (const auto& quantity : table) {
            names.insert(quantity.name);
            for (auto& axis : words(quantity.axes)) names.insert(std::move(axis));
        }
    }
    return names;
}

}  // namespace

bool is_reserved(std::string_view name) {
    static const auto names = all_names();
    return names.contains(name);
}

std::vector<std::string> rename_reserved_axes(StateLayout& layout) {
    std::vector<std::string> said;
    for (auto& axis : layout.axes) {
        if (!is_reserved(axis.name)) continue;
        const auto name = axis.name + "_axis";
        said.push_back(
            fmt::format("the axis {} is called {}, for files of lhits have a {} of theirs",
                        axis.name, name, axis.name));
        axis.name = name;
    }
    return said;
}

}  // namespace lhits
