#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>

#include "commands.hpp"
#include "lhits/base/error.hpp"
#include "lhits/base/log.hpp"
#include "lhits/parallel/together.hpp"
#include "lhits/workflow/stages.hpp"
#include "lhits/workflow/sweep.hpp"
#include "lhits/workflow/timeline_file.hpp"

namespace lhits {
namespace {

using Stages = std::function<void(const Sweep&)>;

struct StageArguments {
    DeckArguments deck;
    std::optional<std::int64_t> point;
};

/// Of every directory that is worked in.
std::vector<FolderLock> open_directories(const Communicator& ranks, const Sweep& sweep) {
    std::vector<FolderLock> locks;
    for (const auto& run : sweep.shared) {
        locks.push_back(run.directory.open(ranks, run.deck, trajectory_keys));
    }
    for (const auto& run : sweep.runs) locks.push_back(run.directory.open(ranks, run.deck));
    return locks;
}

/// Runs stages of a deck in its run directory; the timeline is written also when they end early.
void run_stages(const Communicator& ranks, const StageArguments& arguments, const Stages& stages) {
    Timeline timeline;
    const Sweep sweep = make_sweep(ranks, {arguments.deck.deck, arguments.deck.overrides},
                                   arguments.point, timeline);
    const auto locks = open_directories(ranks, sweep);
    const auto path = sweep.runs.size() == 1 ? sweep.runs.front().directory.timeline()
                                             : RunDirectory(sweep.directory).timeline();
    try {
        stages(sweep);
    } catch (const Error& error) {
        if (!error.everywhere()) throw;
        try {
            write_timeline(ranks, path, timeline);
        } catch (const Error&) {  // the error that ended the run is to be told, not this one
        }
        throw;
    }
    write_timeline(ranks, path, timeline);
}

void add(CLI::App& app, Action& action, const char* name, const char* text, Stages stages) {
    auto* command = app.add_subcommand(name, text);
    auto arguments = std::make_shared<StageArguments>();
    arguments->deck.add_to(*command);
    command->add_option("--point", arguments->point,
                        "only this point of the deck's sweep, from 0 (an array of jobs)");
    command->callback([&action, arguments, stages = std::move(stages)] {
        action = [arguments, stages](const Communicator& ranks) {
            run_stages(ranks, *arguments, stages);
        };
    });
}

/// Collective: the points of a sweep that have not been forecast; a deck that stands for itself is
/// one always, and says what it finds.
std::vector<const Run*> unfinished(const Sweep& sweep) {
    std::vector<const Run*> left;
    for (const auto& run : sweep.runs) {
        bool done = false;
        on_root(run.ranks, [&] {
            done = sweep.runs.size() > 1 && std::filesystem::exists(run.directory.forecast());
        });
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

void all(const Sweep& sweep) {
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
    add(app, action, "run", "all stages, from trajectories to the report", all);
    add(app, action, "generate", "trajectories of the system, into trajectories.h5",
        [](const Sweep& sweep) { generate(sweep); });
    add(app, action, "reduce", "the reductions, into model.h5",
        [](const Sweep& sweep) { learn(sweep.runs, Learning::reductions); });
    add(app, action, "train", "the steppers, into model.h5",
        [](const Sweep& sweep) { learn(sweep.runs, Learning::steppers); });
    add(app, action, "couple", "the strides that are used together, into model.h5",
        [](const Sweep& sweep) { for_each(unfinished(sweep), couple); });
    add(app, action, "forecast", "forecasts of the test trajectories, into forecast.h5",
        [](const Sweep& sweep) { for_each(unfinished(sweep), forecast); });
    add(app, action, "report", "report.json and report.md",
        [](const Sweep& sweep) { report(sweep); });
}

}  // namespace lhits
