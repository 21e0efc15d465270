// What the stages of a run share.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "lhits/base/timeline.hpp"
#include "lhits/config/deck.hpp"
#include "lhits/io/trajectory_file.hpp"
#include "lhits/nn/device.hpp"
#include "lhits/parallel/communicator.hpp"
#include "lhits/systems/system.hpp"
#include "lhits/workflow/part.hpp"
#include "lhits/workflow/run_directory.hpp"

namespace lhits {

/// One deck on one set of ranks. Borrows the communicator and the timeline.
struct Run {
    const Communicator& ranks;
    SweepPoint point;  ///< of a sweep that this is; without a name where it is none
    Deck deck;
    std::unique_ptr<System> system;  ///< of this rank alone
    /// The ranks that generate trajectories together with this one, and the system made for them;
    /// null where that is each rank alone.
    Communicator team;
    std::unique_ptr<System> team_system;
    RunDirectory directory;
    Timeline& timeline;
    Device device;  ///< of this rank: where it trains
    /// Of what its trajectories come from (RunHeader::source).
    std::int64_t source = 0;

    /// What generates trajectories, collectively over `team`.
    const System& solver() const { return team_system ? *team_system : *system; }

    /// Whether networks are trained in stacks by LibTorch rather than one by one.
    bool stacked() const { return device.is_gpu() || deck.run.engine == "torch"; }
};

/// A deck, and what the command line or a sweep changes in it.
struct DeckSource {
    std::string path;
    std::vector<std::string> overrides{};
    SweepPoint point{};
};

/// Collective: reads the deck and makes its system. Throws InputError on every rank for a deck that
/// is impossible, also together with its system (z >= n) or this machine.
Run make_run(const Communicator& ranks, const DeckSource& source, Timeline& timeline);

/// The name of the surrogate without reduction.
inline constexpr const char* full_space = "full";

/// One surrogate that a deck asks for.
struct SurrogatePlan {
    std::string name;  ///< "z2"; "full" for the baseline in the full space
    std::string kind;  ///< of its reduction: as in [reduction]
    std::int64_t latent = 0;

    /// Columns of a latent row: a phase, the coordinates and the parameters of a trajectory.
    std::int64_t dimension(const Run& run) const {
        return phases(run) + latent + static_cast<std::int64_t>(run.deck.parameters.count());
    }
    std::int64_t phases(const Run& run) const {
        return run.deck.reduction.phase && name != full_space ? 1 : 0;
    }
};

/// In the order of the deck, the baseline last; with [reduction] kind = "identity" it alone.
std::vector<SurrogatePlan> surrogate_plans(const Run& run);

/// How the deck of the file at `path` (its text is `deck`) differs from this run's, in keys that
/// the results of `stage` depend on. Throws InputError where even the trajectories are others.
std::vector<KeyChange> changes_since(const Run& run, const std::string& path,
                                     const std::string& deck, Stage stage);

/// Gives the file at `path` another name because of `changes`, and says so: in `stage`, `what` is
/// made again ("the steppers"). Throws InputError for a part, which does not work alone. Serial.
void set_aside(const std::string& path, const char* stage, const char* what,
               const std::vector<KeyChange>& changes, const Part& part = {});

/// Throws InputError when a file of the run directory was made of other data than its data file, or
/// its initial conditions, hold now. Serial.
void require_own_source(const Run& run);

/// How many trajectories of a split the deck asks for.
std::int64_t trajectories(const Run& run, Split split);

/// Behind a valid time, in the report's time scale: a blank and the unit of times, where both are
/// one.
std::string units_of_valid_times(const Run& run);

/// Steps of a trajectory of a split.
std::int64_t steps_of(const Run& run, Split split);

/// What the trajectory file of this run looks like.
TrajectoryHeader trajectory_header(const Run& run);

}  // namespace lhits
