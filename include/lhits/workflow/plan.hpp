// What a deck would do, before it is done.
#pragma once

#include <string>

namespace lhits {

struct Run;

/// The plan of a run in a few lines: stages, tasks, networks, memory of a rank, size of the files
/// and arithmetic. Runs nothing.
std::string plan_text(const Run& run);

}  // namespace lhits
