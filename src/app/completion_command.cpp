#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <string>

#include "command_texts.hpp"
#include "commands.hpp"

namespace lhits {

void add_completion_command(CLI::App& app, Action& action, bool& needs_mpi) {
    auto* command = app.add_subcommand(
        "completion", "writes a completion script for bash or zsh, or the manual page");
    auto kind = std::make_shared<std::string>();
    command->add_option("KIND", *kind, "bash, zsh or man")
        ->required()
        ->check(CLI::IsMember({"bash", "zsh", "man"}));
    command->callback([&app, &action, &needs_mpi, kind] {
        needs_mpi = false;
        // The description of the commands is gone when the action runs.
        const auto text = *kind == "bash"  ? bash_completion(app)
                          : *kind == "zsh" ? zsh_completion(app)
                                           : manual_page(app);
        action = [text](const Communicator& ranks) {
            if (ranks.rank() == 0) std::fputs(text.c_str(), stdout);
        };
    });
}

}  // namespace lhits
