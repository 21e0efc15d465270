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
    auto* directory_option =
        command->add_flag("--print-directory", *only_directory, "prints the run directory only");
    auto count = std::make_shared<std::int64_t>(0);
    auto* count_option = command->add_option("--ranks", *count, "plans for that many ranks")
                             ->check(CLI::Range(std::int64_t{1}, std::int64_t{1} << 30));
    auto json = std::make_shared<bool>(false);
    command->add_flag("--json", *json, "what a batch job has to ask for, as JSON")
        ->needs(count_option)
        ->excludes(directory_option);
    command->callback([&action, arguments, only_directory, count, json] {
        action = [arguments, only_directory, count, json](const Communicator& ranks) {
            Timeline timeline;
            const Run run = make_run(ranks, arguments->deck, arguments->overrides, timeline);
            if (ranks.rank() != 0) return;
            const auto text = *only_directory ? run.deck.run.directory + "\n"
                              : *json         ? plan_json(run, *count)
                                              : plan_text(run);
            std::fputs(text.c_str(), stdout);
        };
    });
}

}  // namespace lhits
