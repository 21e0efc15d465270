#include "given.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>

namespace lhits {

GivenCommand given(const CLI::App& command, const std::string& program,
                   const std::vector<std::string>& files) {
    GivenCommand result{program, {}, files};
    for (const auto* option : command.parse_order()) {
        if (option->get_positional()) continue;
        const auto name = option->get_name();
        const auto& values = option->results();
        if (result.has(name)) continue;
        if (option->get_delimiter() == ',') {
            result.options.emplace_back(name, fmt::format("{}", fmt::join(values, ",")));
            continue;
        }
        const bool flag = option->get_items_expected_max() == 0;
        for (const auto& value : values) result.options.emplace_back(name, flag ? "" : value);
    }
    return result;
}

}  // namespace lhits
