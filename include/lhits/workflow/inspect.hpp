// What is in a file, in a few lines.
#pragma once

#include <string>

namespace lhits {

/// Of every file that lhits writes, and of every one that `lhits import` reads: what it is, of what
/// it was made, its axes and sizes, and what may be done with it. States are not read. Serial.
/// Throws InputError for a file that is neither, or that is damaged.
std::string inspection(const std::string& path);

}  // namespace lhits
