// Trajectories into their file.
#pragma once

#include <string>

#include "lhits/bench/bench.hpp"

namespace lhits {

/// 64 trajectories of FHN through the file that `lhits generate` writes, beside a plain write.
Measurement bench_trajectory_write(double seconds, const std::string& folder);

}  // namespace lhits
