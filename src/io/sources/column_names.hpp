// What the columns of a table are called.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace lhits {

struct Column {
    std::string name;     ///< without blanks and units
    std::string units;    ///< from "u [m/s]" or "x (m)"; empty: none
    std::string written;  ///< as the file has it; empty: it has none
};

/// Of `count` columns, whose names the file has or not (none at all): those without, and pandas'
/// "Unnamed: 0", are column1, column2, ... Throws InputError, without the path, for two of one
/// name.
std::vector<Column> columns_of(const std::vector<std::string>& names, std::size_t count);

/// The column of that name, as it is written or without units, or of that number (column1).
std::optional<std::size_t> find_column(const std::vector<Column>& columns, const std::string& name);

}  // namespace lhits
