// What the end of a file's name says that it holds: the list of the names that lhits reads.
#pragma once

#include <string>

namespace lhits {

enum class NamedAs { nothing, text, hdf5, netcdf, numpy, matlab };

NamedAs named_as(const std::string& path);

/// "*.csv, *.txt or *.dat" for a kind, and all for `nothing`.
std::string names_of(NamedAs kind = NamedAs::nothing);

}  // namespace lhits
