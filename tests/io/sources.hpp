// What the tests of data sources share.
#pragma once

#include <algorithm>
#include <fstream>
#include <string>
#include <vector>

#include "lhits/base/error.hpp"
#include "lhits/io/data_source.hpp"
#include "scratch.hpp"

namespace lhits::test {

using Names = std::vector<std::string>;

inline void write(const std::string& path, const std::string& text) {
    std::ofstream(path, std::ios::binary) << text;
}

inline SourceOptions dimensions(const Names& names, const Names& variables = {}) {
    SourceOptions options;
    options.dimensions = names;
    options.variables = variables;
    return options;
}

inline SourceOptions variables(const Names& names) { return dimensions({}, names); }

/// What is said of a file that cannot be opened: one line that names it.
inline std::string refusal(const std::string& path, const SourceOptions& options = {}) {
    const auto message = message_of<InputError>([&] { open_data_source(path, options); });
    contains(message, path);
    BOOST_TEST(message.find('\n') == std::string::npos);
    return message;
}

/// Whether the variable `name` is left out for a reason that has the words `why`.
inline bool has(const std::vector<LeftOut>& all, const std::string& name, const std::string& why) {
    return std::any_of(all.begin(), all.end(), [&](const LeftOut& one) {
        return one.name == name && one.why.find(why) != std::string::npos;
    });
}

}  // namespace lhits::test
