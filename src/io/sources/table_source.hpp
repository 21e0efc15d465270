// Trajectories in tables of numbers, as text.
#pragma once

#include <memory>
#include <string>

#include "lhits/io/data_source.hpp"

namespace lhits {

/// Columns separated by commas, semicolons or blanks; '#' starts a comment; a first row that is no
/// numbers has the names of the columns. Rows are one of
///   points:  time, places (x, y), components; all points of a time, then those of the next;
///   times:   time, and each other column one component of a state without space;
///   profiles (dimensions time,x): time, if it has a column, and one component at all x.
/// Throws InputError, which begins with the path and the line.
std::unique_ptr<DataSource> open_table(const std::string& path, const SourceOptions& options);

}  // namespace lhits
