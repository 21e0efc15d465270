#include <CLI/CLI.hpp>

#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "commands.hpp"
#include "lhits/workflow/plan.hpp"
#include "lhits/workflow/sweep.hpp"

namespace lhits {
namespace {

struct CheckArguments {
    DeckArguments deck;
    bool only_directory = false;
    bool json = false;
};

/// What job scripts ask for.
std::string plan_json(const Sweep& sweep) {
    const nlohmann::ordered_json plan{
        {"directory", sweep.directory},
        {"points", sweep.points},
        {"memory_bytes_per_rank", memory_of_rank(sweep.runs.front())}};
    return plan.dump(2) + "\n";
}

}  // namespace

void add_check_command(CLI::App& app, Action& action) {
    auto* command =
        app.add_subcommand("check", "validates a deck and prints the plan; runs nothing");
    auto arguments = std::make_shared<CheckArguments>();
    arguments->deck.add_to(*command);
    command->add_flag("--print-directory", arguments->only_directory,
                      "prints the run directory only");
    command->add_flag("--json", arguments->json, "prints what job scripts need, as JSON");
    command->callback([&action, arguments] {
        action = [arguments](const Communicator& ranks) {
            Timeline timeline;
            const Sweep sweep =
                make_sweep(ranks, {arguments->deck.deck, arguments->deck.overrides}, {}, timeline);
            if (ranks.rank() != 0) return;
            const auto text = arguments->only_directory ? sweep.directory + "\n"
                              : arguments->json         ? plan_json(sweep)
                                                        : plan_text(sweep);
            std::fputs(text.c_str(), stdout);
        };
    });
}

}  // namespace lhits
