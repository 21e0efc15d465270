#include "table_roles.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "lhits/base/error.hpp"
#include "lhits/base/in_quotes.hpp"
#include "dimension_names.hpp"

namespace lhits {
namespace {

/// T is a temperature more often than a time, but in the first column.
bool names_times(const Column& column) { return column.name != "T" && is_time_name(column.name); }

using Rows = TableRoles::Rows;

[[noreturn]] void refuse(const std::string& expected, const std::string& found,
                         const std::string& advice) {
    throw InputError(fmt::format("expected {}, found {}; {}", expected, found, advice));
}

class Finder {
public:
    Finder(const std::vector<std::string>& names, std::size_t count, const SourceOptions& options)
        : options_(options) {
        roles_.columns = columns_of(names, count);
    }

    TableRoles find(bool named) {
        find_rows();
        find_time();
        find_places();
        for (const auto& name : options_.variables) {
            if (roles_.rows == Rows::profiles) break;
            roles_.values.push_back(require(name, "--variables"));
        }
        const auto& first = roles_.columns.front().written;
        roles_.index = named && (first.empty() || first.starts_with("Unnamed:")) && !is_used(0) &&
                       roles_.values.empty();
        if (roles_.values.empty()) take_others();
        leave_out();
        return roles_;
    }

private:
    std::size_t require(const std::string& name, const char* option) const {
        if (const auto found = find_column(roles_.columns, name)) return *found;
        refuse(fmt::format("a column {} ({})", in_quotes(name), option),
               contents_of(roles_.columns), fmt::format("correct {}", option));
    }

    void find_rows() {
        const auto& names = options_.dimensions;
        if (names.empty()) return;
        const bool time = names.front() == "time";
        const bool component = names.size() == 1 || names[1] == "component";
        if (names.size() > 2 || names.front() == "component" || (!time && !component)) {
            refuse(
                "--dimensions time,x, time,component or x,component for a table: what a row and "
                "a column is",
                fmt::format("{}", fmt::join(names, ",")), "correct --dimensions");
        }
        roles_.rows = !component ? Rows::profiles : time ? Rows::states : Rows::points;
        if (!options_.grid.empty()) {
            refuse("--dimensions or --grid for a table", "both", "leave one of them out");
        }
        if (roles_.rows == Rows::profiles && options_.variables.size() > 1) {
            refuse("one name for what all columns hold (--variables)",
                   fmt::format("{}", fmt::join(options_.variables, ", ")), "correct --variables");
        }
    }

    /// "time" before "t" before others.
    void find_time() {
        if (!options_.time.empty()) {
            roles_.time = require(options_.time, "--time");
            return;
        }
        const auto& columns = roles_.columns;
        for (const std::string name : {"time", "t", ""}) {
            for (std::size_t c = 0; c < columns.size() && !roles_.time; ++c) {
                const bool fits =
                    names_times(columns[c]) && (name.empty() || columns[c].name == name);
                if (fits && !is_asked_for(c)) roles_.time = c;
            }
        }
        if (!roles_.time && columns.front().name == "T" && !is_asked_for(0)) roles_.time = 0;
    }

    /// By their usual names, also those of ParaView; of others as --grid says.
    void find_places() {
        for (const auto& name : options_.grid) roles_.places.push_back(require(name, "--grid"));
        if (!options_.grid.empty() || !options_.dimensions.empty()) return;
        using Names = std::array<const char*, 3>;
        for (const auto& names :
             {Names{"x", "y", "z"}, Names{"X", "Y", "Z"}, Names{"Points:0", "Points:1", "Points:2"},
              Names{"Points_0", "Points_1", "Points_2"}}) {
            for (const auto* name : names) {
                const auto found = find_column(roles_.columns, name);
                if (found && !is_asked_for(*found)) roles_.places.push_back(*found);
            }
            if (!roles_.places.empty()) return;
        }
    }

    /// As a component.
    bool is_asked_for(std::size_t column) const {
        const auto& all = options_.variables;
        return roles_.rows != Rows::profiles &&
               std::any_of(all.begin(), all.end(), [&](const std::string& name) {
                   return find_column(roles_.columns, name) == column;
               });
    }

    bool is_used(std::size_t column) const {
        const auto among = [&](const std::vector<std::size_t>& columns) {
            return std::find(columns.begin(), columns.end(), column) != columns.end();
        };
        return column == roles_.time || among(roles_.places) || among(roles_.values);
    }

    bool has_times_as_well(std::size_t column) const {
        return roles_.time && names_times(roles_.columns[column]);
    }

    void take_others() {
        auto& values = roles_.values;
        for (std::size_t c = roles_.index ? 1 : 0; c < roles_.columns.size(); ++c) {
            if (!is_used(c) && !has_times_as_well(c)) values.push_back(c);
        }
        if (!values.empty()) return;
        refuse("columns with values",
               "none besides times and places (" + contents_of(roles_.columns) + ")",
               "name them with --variables");
    }

    void leave_out() {
        for (std::size_t c = 0; c < roles_.columns.size(); ++c) {
            if (is_used(c)) continue;
            const auto* why = roles_.index && c == 0 ? "counts the rows"
                              : has_times_as_well(c) ? "has times as well"
                                                     : "not asked for";
            roles_.left_out.push_back({roles_.columns[c].name, why});
        }
    }

    const SourceOptions& options_;
    TableRoles roles_;
};

}  // namespace

std::string contents_of(const std::vector<Column>& columns) {
    constexpr std::size_t most = 10;
    std::vector<std::string> names;
    for (std::size_t c = 0; c < std::min(most, columns.size()); ++c) {
        names.push_back(columns[c].name);
    }
    return fmt::format("{}{}", fmt::join(names, ", "), columns.size() > most ? ", ..." : "");
}

TableRoles table_roles(const std::vector<std::string>& names, std::size_t count,
                       const SourceOptions& options) {
    return Finder(names, count, options).find(!names.empty());
}

}  // namespace lhits
