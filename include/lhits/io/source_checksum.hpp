// What trajectories, models and forecasts were made of, as their files keep it.
#pragma once

#include <cstdint>
#include <string>

namespace lhits {

/// The `source` of the header of a trajectory, model or forecast file (run_header.hpp), without a
/// look at anything else in it; 0 also where there is no file that can be read. Serial.
std::int64_t read_source(const std::string& path);

}  // namespace lhits
