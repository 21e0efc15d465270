// Where the scripts of postprocess/ are.
#pragma once

#include <string>

namespace lhits {

/// The path of a script, "convert.py": in the source's folder, or where it is installed, as the
/// user would name it from here; "postprocess/convert.py" where it is in neither.
std::string script(const std::string& name);

}  // namespace lhits
