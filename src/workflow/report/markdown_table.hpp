// A Markdown table that grows by rows.
#pragma once

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <functional>
#include <string>
#include <vector>

#include "json.hpp"

namespace lhits {

using Cells = std::vector<std::string>;

class Table {
public:
    explicit Table(const Cells& heads) {
        row(heads);
        text_ += '|';
        for (std::size_t i = 0; i < heads.size(); ++i) text_ += "---|";
        text_ += '\n';
    }
    void row(const Cells& cells) { text_ += fmt::format("| {} |\n", fmt::join(cells, " | ")); }
    const std::string& text() const { return text_; }

private:
    std::string text_;
};

/// A column of a table with a row for each of some objects.
struct Column {
    std::string head;
    std::function<std::string(const Json&)> cell;
};

inline std::string table_of(const std::vector<Json>& rows, const std::vector<Column>& columns) {
    Cells heads;
    for (const auto& column : columns) heads.push_back(column.head);
    Table table(heads);
    for (const auto& row : rows) {
        Cells cells;
        for (const auto& column : columns) cells.push_back(column.cell(row));
        table.row(cells);
    }
    return table.text();
}

}  // namespace lhits
