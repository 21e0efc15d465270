// Whether a file is one of ours.
#pragma once

#include <string>

namespace lhits {

/// The format that an HDF5 file of lhits names itself: "lhits model"; empty: it is another file,
/// HDF5 or not. Serial. Throws InputError for a file that is missing or damaged.
std::string file_format(const std::string& path);

}  // namespace lhits
