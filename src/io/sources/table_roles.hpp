// Which column of a table is what, and what its rows are.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "column_names.hpp"
#include "lhits/io/data_source.hpp"

namespace lhits {

struct TableRoles {
    enum class Rows {
        states,    ///< a time, or a point at a time where there are columns with places
        profiles,  ///< a time, and the columns one component at all points
        points     ///< a point, by its number, of one time
    };

    Rows rows = Rows::states;
    std::vector<Column> columns;
    std::optional<std::size_t> time;
    std::vector<std::size_t> places, values;
    bool index = false;             ///< the first column has no name, and may only count the rows
    std::vector<LeftOut> left_out;  ///< the other columns
};

/// Of `count` columns with these names, or none. Throws InputError, without the path.
TableRoles table_roles(const std::vector<std::string>& names, std::size_t count,
                       const SourceOptions& options);

/// "t, x, u, ...".
std::string contents_of(const std::vector<Column>& columns);

}  // namespace lhits
