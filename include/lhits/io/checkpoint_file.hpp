// Record files of which the one before is kept.
#pragma once

#include <string>

#include "lhits/io/record.hpp"

namespace lhits {

/// "z2.previous.h5" for "z2.h5".
std::string previous_checkpoint(const std::string& path);

/// Writes a record file as write_record_file() does, on the disk, and only then gives the old one
/// at `path` the name of the previous one: at every instant at least one of the two is whole.
/// Serial. Throws Failure.
void write_checkpoint_file(const std::string& path, const std::string& format_name,
                           const Record& record);

/// Removes both. Serial.
void remove_checkpoint_files(const std::string& path);

}  // namespace lhits
