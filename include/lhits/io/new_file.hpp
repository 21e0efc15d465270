// Nothing that exists is overwritten.
#pragma once

#include <string>

namespace lhits {

/// Throws InputError, for the option --output, where there is something at `path` already, or no
/// folder to put it in. `what`: "file", "deck".
void require_new_file(const std::string& path, const char* what = "file");

}  // namespace lhits
