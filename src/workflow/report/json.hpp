// The report as an object, its keys in the order in which they are written.
#pragma once

#include <nlohmann/json.hpp>

namespace lhits {

using Json = nlohmann::ordered_json;

}  // namespace lhits
