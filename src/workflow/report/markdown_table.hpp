// A Markdown table that grows by rows. A column in which no row has anything is left out.
#pragma once

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "json.hpp"

namespace lhits {

using Cells = std::vector<std::string>;

class Table {
public:
    explicit Table(const Cells& heads) : rows_{heads} {}
    /// As many cells as heads.
    void row(const Cells& cells) { rows_.push_back(cells); }

    std::string text() const {
        std::vector<bool> used(rows_.front().size());
        for (std::size_t i = 0; i < used.size(); ++i) {
            used[i] = std::any_of(rows_.begin() + 1, rows_.end(),
                                  [i](const Cells& row) { return !row[i].empty(); });
        }
        std::string text;
        for (const auto& row : rows_) {
            Cells cells;
            for (std::size_t i = 0; i < used.size(); ++i) {
                if (used[i]) cells.push_back(row[i]);
            }
            text += fmt::format("| {} |\n", fmt::join(cells, " | "));
            if (&row != &rows_.front()) continue;
            text += '|';
            for (std::size_t i = 0; i < cells.size(); ++i) text += "---|";
            text += '\n';
        }
        return text;
    }

private:
    std::vector<Cells> rows_;  // the heads first
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
