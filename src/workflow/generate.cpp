#include <fmt/format.h>

#include <array>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>

#include "lhits/base/error.hpp"
#include "lhits/base/log.hpp"
#include "lhits/base/progress.hpp"
#include "lhits/io/initial_conditions.hpp"
#include "lhits/io/record.hpp"
#include "lhits/parallel/task_pool.hpp"
#include "lhits/parallel/together.hpp"
#include "lhits/workflow/sweep.hpp"
#include "lhits/workflow/stages.hpp"
#include "evaluation.hpp"
#include "model_store.hpp"

namespace lhits {
namespace {

struct Member {
    Split split = Split::train;
    std::int64_t trajectory = 0;
    std::size_t index = 0;  ///< among all of them, in the order of the splits
};

constexpr std::array splits{Split::train, Split::validation, Split::test};

std::vector<Member> members_of(const TrajectoryHeader& header) {
    std::vector<Member> members;
    for (const Split split : splits) {
        for (std::int64_t i = 0; i < header.count(split); ++i) {
            members.push_back({split, i, members.size()});
        }
    }
    return members;
}

/// Trajectories of one split that are integrated together.
using Chunk = std::span<const Member>;

std::vector<Chunk> chunks_of(const Run& run, const TrajectoryHeader& header,
                             const std::vector<Member>& members) {
    std::vector<Chunk> chunks;
    auto rest = Chunk(members);
    for (const Split split : splits) {
        const auto all = static_cast<std::int64_t>(members.size());
        for (const auto& range : batches(run, header.count(split), all, run.ranks.size())) {
            chunks.push_back(rest.first(static_cast<std::size_t>(range.count)));
            rest = rest.subspan(static_cast<std::size_t>(range.count));
        }
    }
    return chunks;
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
    require_own_deck(run, path, found.deck, trajectory_keys);
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

/// The finished trajectory that an earlier run has left behind, if it did.
std::optional<std::vector<float>> finished_trajectory(const Run& run, const Member& member) {
    const auto path = checkpoint_of(run, member);
    if (!std::filesystem::exists(path)) return std::nullopt;
    const Record saved = read_record_file(path, checkpoint_format);
    const auto count =
        static_cast<std::size_t>(steps_of(run, member.split) + 1) * run.system->state_size();
    using_content_of(path, [&] {
        if (const auto found = saved.floats("u").size(); found != count) {
            throw InputError(
                fmt::format("expected a trajectory of {} values, found {}", count, found));
        }
    });
    return saved.floats("u");
}

using StateOf = std::function<std::vector<double>(const Member&)>;
using Write = std::function<void(const Member&, std::span<const float>)>;

/// Collective over the team of this rank: writes the trajectories of a chunk, those that are
/// finished as they are, the others integrated together from their `start`. Rank 0 of the team
/// reads and writes.
void do_chunk(const Run& run, Chunk chunk, const StateOf& start, const Write& write,
              const std::function<void(double)>& progress) {
    std::string finished(chunk.size(), '0');
    on_root(run.team, [&] {
        for (std::size_t i = 0; i < chunk.size(); ++i) {
            const auto u = finished_trajectory(run, chunk[i]);
            if (!u) continue;
            write(chunk[i], *u);
            finished[i] = '1';
        }
    });
    finished = run.team.broadcast(finished);
    std::vector<Member> missing;
    std::vector<double> initial;
    together(run.team, [&] {
        for (std::size_t i = 0; i < chunk.size(); ++i) {
            if (finished[i] == '1') continue;
            const auto state = start(chunk[i]);
            initial.insert(initial.end(), state.begin(), state.end());
            missing.push_back(chunk[i]);
        }
    });
    if (missing.empty()) return;
    const auto u =
        run.solver().integrate(initial, steps_of(run, chunk.front().split), true,
                               [&](double part) { together(run.team, [&] { progress(part); }); });
    on_root(run.team, [&] {
        const auto length = static_cast<std::ptrdiff_t>(u.size() / missing.size());
        auto begin = u.begin();
        for (const auto& member : missing) {
            Record checkpoint;
            checkpoint.put("u", std::vector<float>(begin, begin + length));
            begin += length;
            write_record_file(checkpoint_of(run, member), checkpoint_format, checkpoint);
            write(member, checkpoint.floats("u"));
        }
    });
}

std::string chunk_name(Chunk chunk) {
    const auto& first = chunk.front();
    const auto split = split_name(first.split);
    if (chunk.size() == 1) return fmt::format("{} trajectory {}", split, first.trajectory);
    return fmt::format("{} trajectories {} to {}", split, first.trajectory,
                       chunk.back().trajectory);
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
        if (run.point.name.empty()) {  // not for each of many points
            log::info("generate: " + run.directory.trajectories() + " is there");
        }
        return;
    }
    const double begin = MPI_Wtime();
    TrajectoryWriter writer(run.ranks, run.directory.trajectories(), header);
    const auto chunks = chunks_of(run, header, members);
    std::vector<Task> tasks;
    tasks.reserve(chunks.size());
    for (const auto& chunk : chunks) {
        tasks.push_back({.name = chunk_name(chunk), .cost = static_cast<double>(chunk.size())});
    }
    const auto start = [&](const Member& member) {
        if (!given.empty()) return given[member.index];
        return run.system->initial_state(
            RandomStream(static_cast<std::uint64_t>(run.deck.run.seed), purpose_of(member.split),
                         static_cast<std::uint32_t>(member.trajectory)));
    };
    const auto write = [&](const Member& member, std::span<const float> u) {
        writer.write(member.split, member.trajectory, u);
    };
    TaskPool pool(run.ranks, tasks);
    Progress progress("generate", static_cast<double>(tasks.size()), "batches");
    const auto work = [&](int task, const Communicator&) {
        const auto index = static_cast<std::size_t>(task);
        const Timeline::Scope scope(run.timeline, tasks[index].name, "generate");
        do_chunk(run, chunks[index], start, write,
                 [&](double part) { pool.tick(task, part, &progress); });
    };
    const Communicator* const teams[] = {&run.team};
    pool.run(teams, work, &progress);
    writer.finish({{"seconds", MPI_Wtime() - begin}});
    on_root(run.ranks, [&] { remove_checkpoints(run, members); });
    log::info(fmt::format("generate: {} trajectories in {}", members.size(),
                          duration_text(MPI_Wtime() - begin)));
}

}  // namespace lhits
