// What a deck would do, before it is done.
#pragma once

#include <cstdint>
#include <string>

namespace lhits {

struct Run;

/// The plan of a run in a few lines: stages, tasks, networks, memory of a rank, size of the files
/// and arithmetic. Runs nothing.
std::string plan_text(const Run& run);

/// What a batch job of `ranks` ranks has to ask for, as JSON: the run's directory, the points of
/// its sweep (1 without one), the bytes of data of a rank, and the seconds (null: not known).
std::string plan_json(const Run& run, std::int64_t ranks);

}  // namespace lhits
