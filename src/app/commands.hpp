// The commands of the program, one file each.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "lhits/parallel/communicator.hpp"

namespace CLI {
class App;
}

namespace lhits {

/// What main() runs after the command line is read; collective over all ranks.
using Action = std::function<void(const Communicator& ranks)>;

/// Adds `run` and one command for each stage. The one that is called sets `action`.
void add_stage_commands(CLI::App& app, Action& action);
/// `check`: validates a deck and prints its plan. Started on its own it needs no MPI: when it is
/// called, `needs_mpi` becomes false.
void add_check_command(CLI::App& app, Action& action, bool& needs_mpi);

/// `keys`: explains the keys of a deck; needs no MPI either.
void add_keys_command(CLI::App& app, Action& action, bool& needs_mpi);

/// `export`: a surrogate as TorchScript or documented HDF5.
void add_export_command(CLI::App& app, Action& action);

/// `import`: data of one's own.
void add_import_command(CLI::App& app, Action& action);

/// `init`: drafts a deck.
void add_init_command(CLI::App& app, Action& action);

/// `inspect`: what is in a file. It needs no MPI, as `check`.
void add_inspect_command(CLI::App& app, Action& action, bool& needs_mpi);

/// `plot`: the figures of a run, or of forecasts of new states. It needs no MPI.
void add_plot_command(CLI::App& app, Action& action, bool& needs_mpi);

/// `completion`: what shells and man know of the commands. It needs no MPI either.
void add_completion_command(CLI::App& app, Action& action, bool& needs_mpi);

/// `bench`: how fast the hot paths are.
void add_bench_command(CLI::App& app, Action& action);

/// The arguments that every command about a deck takes.
struct DeckArguments {
    std::string deck;
    std::vector<std::string> overrides;

    void add_to(CLI::App& command);
};

}  // namespace lhits
