#include "column_names.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "lhits/base/error.hpp"
#include "lhits/base/in_quotes.hpp"
#include "../number_text.hpp"
#include "lhits/base/trimmed.hpp"
#include "dimension_names.hpp"

namespace lhits {
namespace {

/// Numbers in brackets count: u[0].
bool are_units(std::string_view text) {
    const bool none = text == "-" || text == "1";
    return none || (!text.empty() && text.size() <= 20 && (is_missing(text) || !number_of(text)));
}

/// f(x) is a function, t(s) and u (m) have units.
bool may_have_units(std::string_view name) {
    return name.back() == ' ' || name == "x" || name == "y" || name == "z" ||
           is_time_name(std::string(name));
}

std::string numbered(std::size_t column) { return fmt::format("column{}", column + 1); }

Column column_of(const std::string& written) {
    Column result{written, "", written};
    const std::string_view text = written;
    for (const std::string_view pair : {"[]", "()"}) {
        const auto open = text.rfind(pair[0]);
        if (text.empty() || text.back() != pair[1] || open == std::string_view::npos || open == 0) {
            continue;
        }
        const auto inside = trimmed(text.substr(open + 1, text.size() - open - 2));
        const auto name = trimmed(text.substr(0, open));
        const bool sure = pair == "[]" || may_have_units(text.substr(0, open));
        if (name.empty() || !sure || !are_units(inside)) continue;
        result.name = name;
        result.units = inside == "-" ? "1" : inside;
        break;
    }
    std::replace(result.name.begin(), result.name.end(), ' ', '_');
    return result;
}

}  // namespace

std::vector<Column> columns_of(const std::vector<std::string>& names, std::size_t count) {
    std::vector<Column> columns;
    for (std::size_t c = 0; c < count; ++c) {
        columns.push_back(names.empty() ? Column{} : column_of(names[c]));
        const bool unnamed = columns[c].name.empty() || columns[c].name.starts_with("Unnamed:");
        if (unnamed) columns[c].name = numbered(c);
        const auto same = [&](const Column& other) { return other.name == columns[c].name; };
        const auto other = std::find_if(columns.begin(), columns.end() - 1, same);
        if (other == columns.end() - 1) continue;
        throw InputError(fmt::format(
            "expected columns with names of their own, found {} twice (columns {} and {}); rename "
            "one of them",
            in_quotes(columns[c].name), other - columns.begin() + 1, c + 1));
    }
    return columns;
}

std::optional<std::size_t> find_column(const std::vector<Column>& columns,
                                       const std::string& name) {
    for (const auto& key : {&Column::written, &Column::name}) {
        for (std::size_t c = 0; c < columns.size(); ++c) {
            if (!name.empty() && columns[c].*key == name) return c;
        }
    }
    for (std::size_t c = 0; c < columns.size(); ++c) {
        if (name == numbered(c)) return c;
    }
    return {};
}

}  // namespace lhits
