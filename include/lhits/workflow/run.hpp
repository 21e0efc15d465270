// What the stages of a run share.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "lhits/base/timeline.hpp"
#include "lhits/config/deck.hpp"
#include "lhits/io/state_coordinates.hpp"
#include "lhits/io/trajectory_file.hpp"
#include "lhits/nn/device.hpp"
#include "lhits/parallel/communicator.hpp"
#include "lhits/systems/system.hpp"
#include "lhits/workflow/run_directory.hpp"

namespace lhits {

/// One deck on one set of ranks. Borrows the communicator and the timeline.
struct Run {
    const Communicator& ranks;
    Deck deck;
    std::unique_ptr<System> system;
    RunDirectory directory;
    Timeline& timeline;
    Device device;  ///< of this rank: where it trains

    /// Whether networks are trained in stacks by LibTorch rather than one by one.
    bool stacked() const { return device.is_gpu() || deck.run.engine == "torch"; }
};

/// Collective: reads the deck with its overrides and makes its system. Throws InputError on every
/// rank for a deck that is impossible, also together with its system (z >= n) or this machine.
Run make_run(const Communicator& ranks, const std::string& deck_path,
             const std::vector<std::string>& overrides, Timeline& timeline);

/// The name of the surrogate without reduction.
inline constexpr const char* full_space = "full";

/// One surrogate that a deck asks for.
struct SurrogatePlan {
    std::string name;  ///< "z2"; "full" for the baseline in the full space
    std::string kind;  ///< of its reduction: "autoencoder", "pca", "identity"
    std::int64_t latent = 0;
};

/// In the order of the deck, the baseline last; with [reduction] kind = "identity" it alone.
std::vector<SurrogatePlan> surrogate_plans(const Run& run);

/// Throws InputError when the file at `path` was made by another deck (its text is `deck`), as far
/// as the keys go that begin with one of `only`; see deck_difference().
void require_own_deck(const Run& run, const std::string& path, const std::string& deck,
                      const std::vector<std::string>& only = {});

/// The layout of the system's states as files keep it.
StateCoordinates state_coordinates(const System& system);

/// How many trajectories of a split the deck asks for.
std::int64_t trajectories(const Run& run, Split split);

/// How many steps of dt a trajectory of a split has.
std::int64_t steps_of(const Run& run, Split split);

/// What the trajectory file of this run looks like.
TrajectoryHeader trajectory_header(const Run& run);

}  // namespace lhits
