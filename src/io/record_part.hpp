// A record file before it has its name.
#pragma once

#include <string>

#include "lhits/io/record.hpp"

namespace lhits {

/// Writes `path`.part, sealed. Throws hdf5::Problem.
void write_record_part(const std::string& path, const std::string& format_name,
                       const Record& record, Flush flush);

}  // namespace lhits
