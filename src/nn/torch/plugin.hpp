// What the plug-in knows of the program that has loaded it.
#pragma once

#include <string>

namespace lhits {

/// Tells people, as log::warning() does: the program has the log, the plug-in has none.
void warn(const std::string& line);

}  // namespace lhits
