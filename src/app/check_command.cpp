#include <CLI/CLI.hpp>

#include <cstdio>
#include <memory>

#include "commands.hpp"
#include "lhits/workflow/plan.hpp"
#include "lhits/workflow/run.hpp"

namespace lhits {

void add_check_command(CLI::App& app, Action& action) {
    auto* command =
        app.add_subcommand("check", "validates a deck and prints the plan; runs nothing");
    auto arguments = std::make_shared<DeckArguments>();
    arguments->add_to(*command);
    auto only_directory = std::make_shared<bool>(false);
    command->add_flag("--print-directory", *only_directory, "prints the run directory only");
    command->callback([&action, arguments, only_directory] {
        action = [arguments, only_directory](const Communicator& ranks) {
            Timeline timeline;
            const Run run = make_run(ranks, arguments->deck, arguments->overrides, timeline);
            if (ranks.rank() != 0) return;
            const auto text = *only_directory ? run.deck.run.directory + "\n" : plan_text(run);
            std::fputs(text.c_str(), stdout);
        };
    });
}

}  // namespace lhits
