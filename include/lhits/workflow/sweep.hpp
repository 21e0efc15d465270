// All the runs that a deck asks for: itself, or one for each point of its sweep.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "lhits/workflow/run.hpp"

namespace lhits {

/// Every point has a run directory of its own, DIRECTORY/POINT, like any other run's. Points whose
/// trajectories are the same share one file: DIRECTORY/trajectories/NAME/trajectories.h5, to which
/// a link stands in each of their directories. A deck without a sweep is a single run in DIRECTORY.
struct Sweep {
    std::string directory;
    std::size_t points = 1;   ///< of the whole sweep
    std::vector<Run> runs;    ///< of all points, or of the one that was asked for
    std::vector<Run> shared;  ///< runs that only generate trajectories, for several of `runs`
    /// Entry i: the folder where trajectories that run i shares would be.
    std::vector<std::string> shares;

    /// Whether there is more than a deck that stands for itself.
    bool swept() const { return !runs.front().point.name.empty(); }
};

/// Collective: reads the deck, its sweep, and makes the runs of all points or of point number
/// `point` alone (then nothing is shared). Throws InputError on every rank: as make_run(), for an
/// impossible sweep, and for a point that there is not.
Sweep make_sweep(const Communicator& ranks, const DeckSource& source,
                 const std::optional<std::int64_t>& point, Timeline& timeline);

/// Collective: gives what is there from earlier runs of it another name; see
/// RunDirectory::set_aside().
void set_aside(const Sweep& sweep);

/// Collective, the stage generate(): the shared trajectories, then those of each run that shares
/// none; links to the former.
void generate(const Sweep& sweep);

/// Collective, the stage report(): of each point that has been forecast, and report.json and
/// report.md of the sweep over these. Throws InputError where there is none.
void report(const Sweep& sweep);

}  // namespace lhits
