// Files and folders that import does not read itself, and the command that brings them.
#pragma once

#include <string>

#include "lhits/io/data_source.hpp"

namespace lhits {

/// What import reads, for messages.
std::string known_formats();

/// Throws InputError where a file is of a known kind that lhits does not read; `begin` are its
/// first bytes. Does nothing otherwise.
void refuse_foreign(const std::string& path, const std::string& begin,
                    const SourceOptions& options);

/// Throws InputError: a folder is a Zarr store, or its files are to be given.
[[noreturn]] void refuse_folder(const std::string& path, const SourceOptions& options);

}  // namespace lhits
