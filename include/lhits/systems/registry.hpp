// The dynamical systems that a deck can name. A new one is one file and one line in registry.cpp.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "lhits/config/keys.hpp"
#include "lhits/parallel/communicator.hpp"
#include "lhits/systems/system.hpp"

namespace lhits {

/// The names that [system] kind may have.
std::vector<std::string> system_kinds();

/// The default settings of a system; null when the kind is unknown. Throws InputError when it is
/// one that needs PETSc, in a build without.
std::unique_ptr<Described> make_system_parameters(const std::string& kind);

/// Collective over `team`: the system with these settings, whose trajectories the ranks of `team`
/// integrate together. The MPI communicator of `team` must outlive it. Pre: `parameters` came from
/// make_system_parameters(kind). `changed`: settings that are real numbers, by name, and what they
/// are instead. Throws InputError when the kind is unknown or cannot be integrated by a team of
/// this size, and for a changed setting that is not there or cannot have this value; Failure when
/// the parameters are another system's.
std::unique_ptr<System> make_system(const std::string& kind, const Described& parameters,
                                    const Communicator& team,
                                    const std::map<std::string, double>& changed = {});

}  // namespace lhits
