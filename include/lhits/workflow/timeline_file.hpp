// timeline.json: when each rank did what.
#pragma once

namespace lhits {

struct Run;

/// Collective: writes the events of all ranks as a Chrome trace, after those of earlier commands in
/// this run directory.
void write_timeline(const Run& run);

}  // namespace lhits
