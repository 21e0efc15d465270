#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "commands.hpp"
#include "lhits/workflow/deck_warnings.hpp"
#include "lhits/workflow/plan.hpp"
#include "lhits/workflow/timetable.hpp"
#include "lhits/workflow/sweep.hpp"

namespace lhits {
namespace {

struct CheckArguments {
    DeckArguments deck;
    bool only_directory = false;
    bool json = false;
    bool tasks = false;
    int ranks = 0;
    int cores = 0;
    std::string costs;
};

/// What job scripts ask for. On one rank where no number of ranks was given.
std::string plan_json(const Sweep& sweep, const CheckArguments& arguments) {
    nlohmann::ordered_json plan{
        {"directory", sweep.directory},
        {"points", sweep.points},
        {"memory_bytes_per_rank", static_cast<std::int64_t>(memory_of_rank(sweep.runs.front()))},
        {"seconds", nullptr}};
    if (arguments.ranks == 0) {
        plan["seconds"] = timetable_of_one_rank(sweep, arguments.costs).seconds();
    } else {
        const auto result = timetables(sweep, arguments.ranks, arguments.cores, arguments.costs);
        const auto& asked = result.asked.back();
        plan["seconds"] = asked.seconds();
        plan["ranks"] = asked.ranks;
        plan["efficiency"] = asked.efficiency;
        plan["stages"]["start and end"] = asked.start_seconds;
        for (const auto& stage : asked.stages) plan["stages"][stage.name] = stage.seconds;
        plan["recommended_ranks"] = result.recommended.ranks;
        for (const auto& one : result.asked) {
            plan["curve"].push_back(
                {{"ranks", one.ranks}, {"seconds", one.seconds()}, {"efficiency", one.efficiency}});
        }
    }
    return plan.dump(2) + "\n";
}

std::string text_for(const Sweep& sweep, const CheckArguments& arguments) {
    if (arguments.only_directory) return sweep.directory + "\n";
    if (arguments.tasks) return tasks_text(sweep, arguments.ranks, arguments.costs);
    if (arguments.json) return plan_json(sweep, arguments);
    auto text = plan_text(sweep);
    text +=
        arguments.ranks == 0
            ? time_text(timetable_of_one_rank(sweep, arguments.costs))
            : timetable_text(timetables(sweep, arguments.ranks, arguments.cores, arguments.costs),
                             arguments.ranks);
    for (const auto& warning : deck_warnings(sweep)) {
        text += fmt::format("warning    {}\n", warning);
    }
    return text;
}

}  // namespace

void add_check_command(CLI::App& app, Action& action, bool& needs_mpi) {
    auto* command =
        app.add_subcommand("check", "validates a deck and prints the plan; runs nothing");
    auto arguments = std::make_shared<CheckArguments>();
    arguments->deck.add_to(*command);
    command->add_flag("--print-directory", arguments->only_directory,
                      "prints the run directory only");
    command->add_flag("--json", arguments->json, "prints what job scripts need, as JSON");
    command
        ->add_flag("--tasks", arguments->tasks,
                   "prints every task: its stage, seconds and name, with tabs between")
        ->excludes("--json");
    command
        ->add_option("--ranks", arguments->ranks,
                     "how long it will take on so many ranks, and how many are worth it")
        ->check(CLI::Range(1, 100'000'000));
    command
        ->add_option("--cores", arguments->cores,
                     "cores that these ranks share (default: one for each)")
        ->check(CLI::Range(1, 100'000'000));
    command->add_option("--costs", arguments->costs,
                        "what work takes, from 'lhits bench --deck DECK --costs FILE' (default: "
                        "measured now)");
    command->callback([&action, &needs_mpi, arguments] {
        needs_mpi = false;
        action = [arguments](const Communicator& ranks) {
            Timeline timeline;
            const Sweep sweep =
                make_sweep(ranks, {arguments->deck.deck, arguments->deck.overrides}, {}, timeline);
            if (ranks.rank() != 0) return;
            std::fputs(text_for(sweep, *arguments).c_str(), stdout);
        };
    });
}

}  // namespace lhits
