#include <CLI/CLI.hpp>
#include <filesystem>
#include <memory>

#include "commands.hpp"
#include "lhits/parallel/agree_on_errors.hpp"
#include "lhits/workflow/init.hpp"

namespace lhits {

void add_init_command(CLI::App& app, Action& action) {
    auto* command = app.add_subcommand("init", "writes a deck with comments that fits your data");
    auto request = std::make_shared<InitRequest>();
    command
        ->add_option("SOURCE", request->source,
                     "a file of 'lhits import', or the name of a system (lhits keys system.kind)")
        ->required();
    command
        ->add_option("-o,--output", request->output,
                     "a deck that does not exist yet (default: the source's name, *.toml)")
        ->type_name("FILE");
    command->callback([&action, request] {
        if (request->output.empty()) {
            request->output = std::filesystem::path(request->source).stem().string() + ".toml";
        }
        action = [request](const Communicator& ranks) {
            on_root(ranks, [&] { write_deck(Communicator::self(), *request); });
        };
    });
}

}  // namespace lhits
