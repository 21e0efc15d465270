#include <CLI/CLI.hpp>

#include <charconv>
#include <memory>
#include <string>

#include "commands.hpp"
#include "lhits/base/error.hpp"
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

struct StageArguments : DeckArguments {
    bool fresh = false;
    Part part;
};

/// Runs stages of a deck in its run directory; the timeline is written also when they end early.
void run_stages(const Communicator& ranks, const StageArguments& arguments, const Stages& stages) {
    Timeline timeline;
    const Run run = make_run(ranks, arguments.deck, arguments.overrides, timeline);
    if (arguments.fresh) run.directory.set_aside(ranks);
    const FolderLock lock = run.directory.open(ranks, run.deck);
    try {
        stages(run);
    } catch (const Error& error) {
        if (error.everywhere()) try_to_write_timeline(run);
        throw;
    }
    write_timeline(run);
}

/// One part of the forecasts, beside others: the timeline is left alone.
void run_part(const Communicator& ranks, const StageArguments& arguments) {
    Timeline timeline;
    const Run run = make_run(ranks, arguments.deck, arguments.overrides, timeline);
    const auto locks = run.directory.open(ranks, run.deck, arguments.part);
    forecast(run, arguments.part);
}

std::shared_ptr<StageArguments> add_arguments(CLI::App& command) {
    auto arguments = std::make_shared<StageArguments>();
    arguments->add_to(command);
    return arguments;
}

void add_fresh(CLI::App& command, StageArguments& arguments) {
    command.add_flag("--fresh", arguments.fresh,
                     "starts over; an old run directory is kept under another name");
}

void add(CLI::App& app, Action& action, const char* name, const char* text, Stages stages) {
    auto* command = app.add_subcommand(name, text);
    auto arguments = add_arguments(*command);
    add_fresh(*command, *arguments);
    command->callback([&action, arguments, stages = std::move(stages)] {
        action = [arguments, stages](const Communicator& ranks) {
            run_stages(ranks, *arguments, stages);
        };
    });
}

/// "2/8": part number 2 of 8, counted from 0.
Part part_from(const std::string& text) {
    Part part;
    const char* const end = text.data() + text.size();
    const auto index = std::from_chars(text.data(), end, part.index);
    if (index.ec == std::errc{} && index.ptr != end && *index.ptr == '/') {
        const auto count = std::from_chars(index.ptr + 1, end, part.count);
        if (count.ec == std::errc{} && count.ptr == end && 0 <= part.index &&
            part.index < part.count) {
            return part;
        }
    }
    throw CLI::ValidationError("--part", "expected I/N with I from 0 to N - 1, found " + text);
}

void add_forecast(CLI::App& app, Action& action) {
    auto* command =
        app.add_subcommand("forecast", "forecasts of the test trajectories, into forecast.h5");
    auto arguments = add_arguments(*command);
    add_fresh(*command, *arguments);
    command
        ->add_option_function<std::string>(
            "--part", [arguments](const std::string& text) { arguments->part = part_from(text); },
            "I/N: makes part I (from 0) of N only and leaves it in checkpoints/, beside other "
            "parts "
            "at the same time; without, takes what parts have left")
        ->type_name("I/N")
        ->excludes("--fresh");
    command->callback([&action, arguments] {
        action = [arguments](const Communicator& ranks) {
            if (!arguments->part.is_all()) return run_part(ranks, *arguments);
            run_stages(ranks, *arguments, [](const Run& run) { forecast(run); });
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
    add_forecast(app, action);
    add(app, action, "report", "report.json and report.md", report);
}

}  // namespace lhits
