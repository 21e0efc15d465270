// Text files that are whole or not there.
#pragma once

#include <string>

namespace lhits {

/// Writes PATH.part and renames it: PATH is the old file or the new one, never half of one. Serial.
/// Throws Failure.
void write_text_file(const std::string& path, const std::string& text);

/// Serial. Throws InputError when the file cannot be read.
std::string read_text_file(const std::string& path);

}  // namespace lhits
