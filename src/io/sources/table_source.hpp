// Trajectories in tables of numbers, as text.
#pragma once

#include <memory>
#include <string>

#include "lhits/io/data_source.hpp"

namespace lhits {

/// Columns separated by commas, semicolons, tabs or blanks; '#', and '%' or '!' before a line,
/// start a comment. Names of columns are a first row that is no numbers, or the last comment before
/// the first row; units may follow in brackets. Rows are one of
///   points:  time, places (x, y), components; all points of a time, then those of the next;
///   times:   time, and each other column one component of a state without space (dimensions
///            time,component);
///   profiles (dimensions time,x): time, if it has a column, and one component at all x;
///   points of one time without places (dimensions x,component).
/// What pandas puts before the columns to count the rows is left out. Throws InputError, which
/// begins with the path, and the line where a row is at fault.
std::unique_ptr<DataSource> open_table(const std::string& path, const SourceOptions& options);

}  // namespace lhits
