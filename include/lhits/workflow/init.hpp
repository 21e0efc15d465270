// The command that drafts a deck.
#pragma once

#include <string>

namespace lhits {

class Communicator;

struct InitRequest {
    std::string source;  ///< the kind of a system with a solver, or a file of `lhits import`
    std::string output;  ///< a deck that does not exist yet
};

/// Writes a deck with comments that fits the data, or the system: how many trajectories train,
/// validate and test, pieces of long ones, z from a quick PCA, strides for their length,
/// minibatches, and how long it takes on this machine. Serial; `alone` is this rank. Says what it
/// found. Throws InputError.
void write_deck(const Communicator& alone, const InitRequest& request);

}  // namespace lhits
