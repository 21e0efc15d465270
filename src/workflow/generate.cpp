#include <fmt/format.h>

#include <filesystem>
#include <functional>

#include "lhits/base/error.hpp"
#include "lhits/base/log.hpp"
#include "lhits/base/progress.hpp"
#include "lhits/io/initial_conditions.hpp"
#include "lhits/io/record.hpp"
#include "lhits/parallel/task_pool.hpp"
#include "lhits/parallel/together.hpp"
#include "lhits/workflow/run.hpp"
#include "lhits/workflow/stages.hpp"
#include "model_store.hpp"

namespace lhits {
namespace {

struct Member {
    Split split = Split::train;
    std::int64_t trajectory = 0;
};

std::vector<Member> members_of(const TrajectoryHeader& header) {
    std::vector<Member> members;
    for (const Split split : {Split::train, Split::validation, Split::test}) {
        for (std::int64_t i = 0; i < header.count(split); ++i) members.push_back({split, i});
    }
    return members;
}

Purpose purpose_of(Split split) {
    switch (split) {
        case Split::train: return Purpose::initial_condition_train;
        case Split::validation: return Purpose::initial_condition_validation;
        case Split::test: break;
    }
    return Purpose::initial_condition_test;
}

/// The user's initial conditions, one for each member; empty when they are drawn.
std::vector<std::vector<double>> given_states(const Run& run, std::size_t members) {
    const auto& path = run.deck.system.initial_conditions;
    if (path.empty()) return {};
    auto states = read_initial_conditions(path, state_coordinates(*run.system));
    if (states.size() != members) {
        throw InputError(fmt::format(
            "{}: expected {} initial conditions (trajectories.train + validation + test), found "
            "{}; add files or change [trajectories]",
            path, members, states.size()));
    }
    return states;
}

/// Already there: says so, or throws when the file is another run's.
bool already_generated(const Run& run, const TrajectoryHeader& wanted) {
    const auto path = run.directory.trajectories();
    if (!std::filesystem::exists(path)) return false;
    auto found = read_trajectory_header(path);
    require_own_deck(run, path, found.deck, {"run.seed", "system.", "trajectories."});
    found.deck = wanted.deck;
    if (!(found == wanted)) {
        throw InputError(
            fmt::format("{}: expected {} + {} + {} trajectories of {} over {} steps, seed {}, "
                        "found another file; remove it or choose another run.directory",
                        path, wanted.train, wanted.validation, wanted.test, wanted.system,
                        wanted.steps, wanted.seed));
    }
    return true;
}

constexpr const char* checkpoint_format = "lhits trajectory checkpoint";

std::string checkpoint_of(const Run& run, const Member& member) {
    return run.directory.checkpoint(
        fmt::format("{}-trajectory-{}", split_name(member.split), member.trajectory));
}

/// The finished trajectories of an unfinished stage are not needed any more.
void remove_checkpoints(const Run& run, const std::vector<Member>& members) {
    for (const auto& member : members) std::filesystem::remove(checkpoint_of(run, member));
}

/// The trajectory from `start`, or from its checkpoint when an earlier run finished it.
std::vector<float> trajectory_of(const Run& run, const Member& member,
                                 const std::function<std::vector<double>()>& start,
                                 const std::function<void(double)>& progress) {
    const auto path = checkpoint_of(run, member);
    if (std::filesystem::exists(path)) {
        const Record saved = read_record_file(path, checkpoint_format);
        const auto count =
            static_cast<std::size_t>(run.deck.system.steps + 1) * run.system->state_size();
        using_content_of(path, [&] {
            if (const auto found = saved.floats("u").size(); found != count) {
                throw InputError(
                    fmt::format("expected a trajectory of {} values, found {}", count, found));
            }
        });
        return saved.floats("u");
    }
    const auto u = run.system->integrate(start(), run.deck.system.steps, true, progress);
    Record checkpoint;
    checkpoint.put("u", std::vector<float>(u.begin(), u.end()));
    write_record_file(path, checkpoint_format, checkpoint);
    return checkpoint.floats("u");
}

}  // namespace

void generate(const Run& run) {
    const auto header = trajectory_header(run);
    bool done = false;
    std::vector<std::vector<double>> given;
    const auto members = members_of(header);
    together(run.ranks, [&] {
        done = already_generated(run, header);
        if (!done) given = given_states(run, members.size());
    });
    if (done) {
        on_root(run.ranks, [&] { remove_checkpoints(run, members); });
        log::info("generate: " + run.directory.trajectories() + " is there");
        return;
    }
    const double begin = MPI_Wtime();
    TrajectoryWriter writer(run.ranks, run.directory.trajectories(), header);
    std::vector<Task> tasks;
    tasks.reserve(members.size());
    for (const auto& member : members) {
        tasks.push_back(
            {.name = fmt::format("{} trajectory {}", split_name(member.split), member.trajectory)});
    }
    TaskPool pool(run.ranks, tasks);
    Progress progress("generate", static_cast<double>(tasks.size()), "trajectories");
    pool.run(
        [&](int task) {
            const auto index = static_cast<std::size_t>(task);
            const auto& member = members[index];
            const Timeline::Scope scope(run.timeline, tasks[index].name, "generate");
            const RandomStream stream(static_cast<std::uint64_t>(run.deck.run.seed),
                                      purpose_of(member.split),
                                      static_cast<std::uint32_t>(member.trajectory));
            const auto start = [&] {
                return given.empty() ? run.system->initial_state(stream) : given[index];
            };
            const auto tick = [&](double part) { pool.tick(task, part, &progress); };
            writer.write(member.split, member.trajectory, trajectory_of(run, member, start, tick));
        },
        &progress);
    writer.finish({{"seconds", MPI_Wtime() - begin}});
    on_root(run.ranks, [&] { remove_checkpoints(run, members); });
    log::info(fmt::format("generate: {} trajectories in {}", tasks.size(),
                          duration_text(MPI_Wtime() - begin)));
}

}  // namespace lhits
