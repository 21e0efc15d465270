#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "commands.hpp"
#include "lhits/workflow/inspect.hpp"

namespace lhits {

void add_inspect_command(CLI::App& app, Action& action, bool& needs_mpi) {
    auto* command = app.add_subcommand(
        "inspect", "says what is in a file of lhits, or in one that 'lhits import' reads");
    auto files = std::make_shared<std::vector<std::string>>();
    command->add_option("FILES", *files, "any of them")->required();
    command->callback([&action, &needs_mpi, files] {
        needs_mpi = false;
        action = [files](const Communicator& ranks) {
            if (ranks.rank() != 0) return;
            for (const auto& file : *files) std::fputs(inspection(file).c_str(), stdout);
        };
    });
}

}  // namespace lhits
