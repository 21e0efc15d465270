// timeline.json: when each rank did what.
#pragma once

#include <string>

namespace lhits {

class Communicator;
class Timeline;

/// Collective: writes the events of all ranks as a Chrome trace to `path`, after those of earlier
/// commands that are there; and the most memory that a rank of any of these has held.
void write_timeline(const Communicator& ranks, const std::string& path, const Timeline& timeline);

}  // namespace lhits
