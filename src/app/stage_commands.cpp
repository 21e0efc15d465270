#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <charconv>
#include <cstdlib>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "commands.hpp"
#include "states_forecast.hpp"
#include "lhits/base/error.hpp"
#include "lhits/base/interrupt.hpp"
#include "lhits/base/log.hpp"
#include "lhits/nn/engine.hpp"
#include "lhits/parallel/agree_on_errors.hpp"
#include "lhits/workflow/deck_warnings.hpp"
#include "lhits/workflow/stages.hpp"
#include "lhits/workflow/sweep.hpp"
#include "lhits/workflow/timeline_file.hpp"

namespace lhits {
namespace {

using Stages = std::function<void(const Sweep&)>;

struct StageCommand {
    const char* name;
    const char* text;
    Stages stages;
    bool begins = false;  ///< a run; the others go on with one
};

struct StageArguments : DeckArguments {
    std::optional<std::int64_t> point;
    bool fresh = false;
    Part part;
    std::optional<std::int64_t> member;
};

/// Collective: before a folder is made that would be of no use. An ensemble by models of other runs
/// needs no run of its own.
void require_run(const Communicator& ranks, const Sweep& sweep) {
    on_root(ranks, [&] {
        for (const auto* runs : {&sweep.shared, &sweep.runs}) {
            for (const auto& run : *runs) {
                if (run.directory.has_begun() || !run.deck.forecast.ensemble.models.empty()) return;
            }
        }
        throw InputError(
            fmt::format("{}: expected a run directory, found none; run 'lhits run "
                        "DECK' or 'lhits generate DECK' first",
                        sweep.swept() ? sweep.directory : sweep.runs.front().directory.path()));
    });
}

/// Of every directory that is worked in.
std::vector<FolderLock> open_directories(const Communicator& ranks, const Sweep& sweep) {
    std::vector<FolderLock> locks;
    for (const auto& run : sweep.shared) {
        locks.push_back(run.directory.open(ranks, run.deck));
    }
    for (const auto& run : sweep.runs) locks.push_back(run.directory.open(ranks, run.deck));
    on_root(ranks, [&] {
        for (const auto* runs : {&sweep.shared, &sweep.runs}) {
            for (const auto& run : *runs) require_own_source(run);
        }
    });
    return locks;
}

/// Collective: what the command is about; from now on a batch job's time limit is looked at.
Sweep begin(const Communicator& ranks, const StageArguments& arguments, Timeline& timeline) {
    Sweep sweep =
        make_sweep(ranks, {arguments.deck, arguments.overrides}, arguments.point, timeline);
    agree_on_errors(
        ranks, [&] { stop_before_time_limit(sweep.runs.front().deck.run.stop_before_seconds); });
    return sweep;
}

/// Runs stages of a deck in its run directory; the timeline is written also when they end early.
void run_stages(const Communicator& ranks, const StageArguments& arguments,
                const StageCommand& command) {
    Timeline timeline;
    const Sweep sweep = begin(ranks, arguments, timeline);
    if (!command.begins) require_run(ranks, sweep);
    // A job that Slurm starts again goes on with what it has begun.
    if (arguments.fresh && std::getenv("SLURM_RESTART_COUNT") == nullptr) set_aside(sweep);
    const auto locks = open_directories(ranks, sweep);
    const auto path = sweep.runs.size() == 1 ? sweep.runs.front().directory.timeline()
                                             : RunDirectory(sweep.directory).timeline();
    try {
        command.stages(sweep);
    } catch (const Error& error) {
        if (!error.everywhere()) throw;
        try {
            write_timeline(ranks, path, timeline);
        } catch (const Error&) {  // the error that ended the run is to be told, not this one
        }
        throw;
    }
    on_root(ranks, [&] {
        for (const auto& run : sweep.runs) run.directory.keep(run.deck);
    });
    write_timeline(ranks, path, timeline);
}

/// One part of the forecasts, beside others: the timeline is left alone.
void run_part(const Communicator& ranks, const StageArguments& arguments) {
    Timeline timeline;
    const Sweep sweep = begin(ranks, arguments, timeline);
    for (const auto& run : sweep.runs) {
        const auto locks = run.directory.open(ranks, run.deck, arguments.part);
        on_root(ranks, [&] { require_own_source(run); });
        forecast(run, arguments.part);
    }
}

std::shared_ptr<StageArguments> add_arguments(CLI::App& command) {
    auto arguments = std::make_shared<StageArguments>();
    arguments->add_to(command);
    command.add_option("--point", arguments->point,
                       "only this point of the deck's sweep, from 0 (an array of jobs)");
    command.add_flag("--fresh", arguments->fresh,
                     "starts over; an old run directory is kept under another name");
    return arguments;
}

void add(CLI::App& app, Action& action, const StageCommand& stage) {
    auto* command = app.add_subcommand(stage.name, stage.text);
    auto arguments = add_arguments(*command);
    command->callback([&action, arguments, stage] {
        action = [arguments, stage](const Communicator& ranks) {
            run_stages(ranks, *arguments, stage);
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

/// Collective: the points of a sweep that have not been forecast; a deck that stands for itself is
/// one always, and says what it finds.
std::vector<const Run*> unfinished(const Sweep& sweep) {
    std::vector<const Run*> left;
    for (const auto& run : sweep.runs) {
        bool done = false;
        on_root(run.ranks, [&] { done = sweep.runs.size() > 1 && is_forecast(run); });
        if (run.ranks.broadcast(done ? 1.0 : 0.0) == 0.0) left.push_back(&run);
    }
    return left;
}

void for_each(const std::vector<const Run*>& runs, const std::function<void(const Run&)>& stage) {
    for (const auto* run : runs) {
        if (!run->point.name.empty()) log::info("point " + run->point.name);
        stage(*run);
    }
}

void add_forecast(CLI::App& app, Action& action) {
    constexpr const char* name = "forecast";
    constexpr const char* text =
        "forecasts of a deck's test trajectories, or of new states by a model file";
    auto* command = app.add_subcommand(name, text);
    auto arguments = add_arguments(*command);
    const auto states = add_states_forecast(*command);
    command
        ->add_option_function<std::string>(
            "--part", [arguments](const std::string& text) { arguments->part = part_from(text); },
            "I/N: makes part I (from 0) of N only and leaves it in checkpoints/, beside other "
            "parts at the same time; without, takes what parts have left")
        ->type_name("I/N")
        ->excludes("--fresh");
    command
        ->add_option("--member", arguments->member,
                     "J: only member J (from 0) of the ensemble, into member-J.h5")
        ->excludes("--fresh")
        ->excludes("--part");
    command->callback([&action, arguments, states] {
        action = [arguments, states](const Communicator& ranks) {
            if (states->is_asked()) return states->run(ranks);
            if (!arguments->part.is_all()) return run_part(ranks, *arguments);
            const auto stages = [&](const Sweep& sweep) {
                if (arguments->member) {
                    for (const auto& run : sweep.runs) forecast_member(run, *arguments->member);
                    return;
                }
                for_each(unfinished(sweep), [](const Run& run) { forecast(run); });
            };
            run_stages(ranks, *arguments, {name, text, stages});
        };
    });
}

void all(const Sweep& sweep) {
    const Run& first = sweep.runs.front();
    for (const auto& warning : deck_warnings(sweep)) log::warning("deck: " + warning);
    // What trains may be missing: that is told before hours of solving, not after.
    agree_on_errors(first.ranks, [&] { make_engine(first.deck.run.engine); });
    generate(sweep);
    learn(sweep.runs, Learning::both);
    for_each(unfinished(sweep), [](const Run& run) {
        couple(run);
        forecast(run);
    });
    report(sweep);
}

}  // namespace

void add_stage_commands(CLI::App& app, Action& action) {
    constexpr bool begins = true;
    add(app, action, {"run", "all stages, from trajectories to the report", all, begins});
    add(app, action,
        {"generate", "trajectories of the system, into trajectories.h5",
         [](const Sweep& sweep) { generate(sweep); }, begins});
    add(app, action, {"reduce", "the reductions, into model.h5", [](const Sweep& sweep) {
                          learn(sweep.runs, Learning::reductions);
                      }});
    add(app, action, {"train", "the steppers, into model.h5", [](const Sweep& sweep) {
                          learn(sweep.runs, Learning::steppers);
                      }});
    add(app, action,
        {"couple", "the strides that are used together, into model.h5",
         [](const Sweep& sweep) { for_each(unfinished(sweep), couple); }});
    add_forecast(app, action);
    add(app, action,
        {"report", "report.json and report.md", [](const Sweep& sweep) { report(sweep); }});
}

}  // namespace lhits
