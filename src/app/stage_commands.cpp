#include <CLI/CLI.hpp>

#include <memory>

#include "commands.hpp"
#include "lhits/base/error.hpp"
#include "lhits/base/interrupt.hpp"
#include "lhits/parallel/together.hpp"
#include "lhits/workflow/run.hpp"
#include "lhits/workflow/stages.hpp"
#include "lhits/workflow/timeline_file.hpp"

namespace lhits {
namespace {

using Stages = std::function<void(const Run&)>;

/// Leaves the error that ended the run to be told, not that of its timeline.
void try_to_write_timeline(const Run& run) {
    try {
        write_timeline(run);
    } catch (const Error&) {
    }
}

/// Runs stages of a deck in its run directory; the timeline is written also when they end early.
void run_stages(const Communicator& ranks, const DeckArguments& arguments, const Stages& stages) {
    Timeline timeline;
    const Run run = make_run(ranks, arguments.deck, arguments.overrides, timeline);
    together(ranks, [&] { stop_before_time_limit(run.deck.run.stop_before_seconds); });
    const FolderLock lock = run.directory.open(ranks, run.deck);
    try {
        stages(run);
    } catch (const Error& error) {
        if (error.everywhere()) try_to_write_timeline(run);
        throw;
    }
    write_timeline(run);
}

void add(CLI::App& app, Action& action, const char* name, const char* text, Stages stages) {
    auto* command = app.add_subcommand(name, text);
    auto arguments = std::make_shared<DeckArguments>();
    arguments->add_to(*command);
    command->callback([&action, arguments, stages = std::move(stages)] {
        action = [arguments, stages](const Communicator& ranks) {
            run_stages(ranks, *arguments, stages);
        };
    });
}

void all(const Run& run) {
    generate(run);
    learn(run, Learning::both);
    couple(run);
    forecast(run);
    report(run);
}

}  // namespace

void add_stage_commands(CLI::App& app, Action& action) {
    add(app, action, "run", "all stages, from trajectories to the report", all);
    add(app, action, "generate", "trajectories of the system, into trajectories.h5", generate);
    add(app, action, "reduce", "the reductions, into model.h5",
        [](const Run& run) { learn(run, Learning::reductions); });
    add(app, action, "train", "the steppers, into model.h5",
        [](const Run& run) { learn(run, Learning::steppers); });
    add(app, action, "couple", "the strides that are used together, into model.h5", couple);
    add(app, action, "forecast", "forecasts of the test trajectories, into forecast.h5", forecast);
    add(app, action, "report", "report.json and report.md", report);
}

}  // namespace lhits
