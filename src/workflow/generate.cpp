#include <fmt/format.h>

#include <filesystem>
#include <functional>
#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <span>

#include "lhits/base/checksum.hpp"
#include "lhits/base/error.hpp"
#include "lhits/base/fixed_text.hpp"
#include "lhits/base/log.hpp"
#include "lhits/base/progress.hpp"
#include "lhits/io/initial_conditions.hpp"
#include "lhits/io/trajectory_reader.hpp"
#include "lhits/parallel/task_pool.hpp"
#include "lhits/parallel/together.hpp"
#include "lhits/workflow/stages.hpp"
#include "lhits/workflow/sweep.hpp"
#include "lhits/workflow/trajectory_starts.hpp"
#include "evaluation.hpp"
#include "observation_noise.hpp"
#include "task_results.hpp"
#include "xdmf_files.hpp"

namespace lhits {
namespace {

struct Member {
    Split split = Split::train;
    std::int64_t trajectory = 0;
    std::size_t index = 0;  ///< among all of them, in the order of the splits
};

std::vector<Member> members_of(const TrajectoryHeader& header) {
    std::vector<Member> members;
    for (const Split split : all_splits) {
        for (std::int64_t i = 0; i < header.count(split); ++i) {
            members.push_back({split, i, members.size()});
        }
    }
    return members;
}

/// Trajectories of one split that are integrated together.
using Chunk = std::span<const Member>;

std::vector<Chunk> chunks_of(const Run& run, const std::vector<Member>& members) {
    std::vector<Chunk> chunks;
    auto rest = Chunk(members);
    for (const Split split : all_splits) {
        const auto all = static_cast<std::int64_t>(members.size());
        const auto own = std::count_if(members.begin(), members.end(),
                                       [&](const Member& member) { return member.split == split; });
        for (const auto& range : batches(run, own, all, run.ranks.size())) {
            chunks.push_back(rest.first(static_cast<std::size_t>(range.count)));
            rest = rest.subspan(static_cast<std::size_t>(range.count));
        }
    }
    return chunks;
}

/// The user's initial conditions, one for each member; empty when they are drawn.
std::vector<std::vector<double>> given_states(const Run& run, std::size_t members) {
    const auto& path = run.deck.system.initial_conditions;
    if (path.empty()) return {};
    auto states = read_initial_conditions(path, run.system->start_layout());
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
    if (found.source == 0) found.source = wanted.source;  // of an earlier lhits
    if (!(found == wanted)) {
        throw InputError(
            fmt::format("{}: expected {} + {} + {} trajectories of {} over {} steps, seed {}, "
                        "found another file; remove it or choose another run.directory",
                        path, wanted.train, wanted.validation, wanted.test, wanted.system,
                        wanted.steps, wanted.seed));
    }
    return true;
}

/// Of a finished trajectory, whose values are in the file already.
std::string name_of(const Member& member) {
    return fmt::format("{}-{}", split_name(member.split), member.trajectory);
}

Record result_of(std::span<const float> u) {
    Checksum sum;
    sum.add(u);
    Record result;
    result.integers["checksum"] = sum.value();
    return result;
}

/// Collective: the names of the trajectories that an earlier run has written, where its unfinished
/// file is there to go on with.
std::optional<std::set<std::string>> finished_before(const Run& run, const TaskResults& results,
                                                     const TrajectoryHeader& header,
                                                     const std::vector<Member>& members) {
    const auto data = unfinished_trajectories(run.directory.trajectories(), header);
    if (run.ranks.any(!data)) return std::nullopt;
    std::map<std::string, Member> by_name;
    for (const auto& member : members) by_name.emplace(name_of(member), member);
    return results.restore([&](const std::string& name, const Record& result) {
        const auto member = by_name.find(name);
        if (member == by_name.end()) return false;
        try {
            const auto& [split, trajectory, index] = member->second;
            std::vector<float> all, room;
            if (run.deck.observation.history() > 0) all = data->history(split, trajectory);
            const auto u = data->trajectories(split, trajectory, 1, room);
            all.insert(all.end(), u.begin(), u.end());
            return result == result_of(all);
        } catch (const InputError&) {
            return false;
        }
    });
}

using StateOf = std::function<std::vector<double>(const Member&)>;
using Write = std::function<void(const Member&, std::span<float>)>;

/// Copies the trajectories of a chunk out of the file that has them.
void copy_chunk(const Run& run, Chunk chunk, const Write& write) {
    for (const auto& member : chunk) {
        const auto steps = run.deck.observation.history() + steps_of(run, member.split);
        auto u =
            run.system->recorded(run.deck.run.seed, static_cast<std::int64_t>(member.index), steps);
        write(member, u);
    }
}

/// Collective over the team of this rank: integrates the trajectories of a chunk together from
/// their `start`. Rank 0 of the team writes.
void do_chunk(const Run& run, Chunk chunk, const StateOf& start, const Write& write,
              const std::function<void(double)>& progress) {
    std::vector<double> initial;
    together(run.team, [&] {
        for (const auto& member : chunk) {
            const auto state = start(member);
            initial.insert(initial.end(), state.begin(), state.end());
        }
    });
    const auto u = run.solver().integrate(
        initial, run.deck.observation.history() + steps_of(run, chunk.front().split), true,
        [&](double part) { together(run.team, [&] { progress(part); }); });
    on_root(run.team, [&] {
        const auto length = static_cast<std::ptrdiff_t>(u.size() / chunk.size());
        auto begin = u.begin();
        for (const auto& member : chunk) {
            std::vector<float> own(begin, begin + length);
            write(member, own);
            begin += length;
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
    auto members = members_of(header);
    const auto wanted = members.size();
    TaskResults results(run, "generate");
    together(run.ranks, [&] {
        done = already_generated(run, header);
        if (!done) given = given_states(run, wanted);
    });
    if (done) {
        on_root(run.ranks, [&] { results.remove(); });
        write_trajectories_xdmf(run, true);
        if (run.point.name.empty()) {  // not for each of many points
            log::info("generate: " + run.directory.trajectories() + " is there");
        }
        return;
    }
    const double begin = MPI_Wtime();
    const auto before = finished_before(run, results, header, members);
    if (before) {
        std::erase_if(members, [&](const Member& one) { return before->contains(name_of(one)); });
    } else {
        on_root(run.ranks, [&] { results.remove(); });
    }
    TrajectoryWriter writer(run.ranks, run.directory.trajectories(), header, before.has_value());
    const auto chunks = chunks_of(run, members);
    std::vector<Task> tasks;
    tasks.reserve(chunks.size());
    for (const auto& chunk : chunks) {
        tasks.push_back({.name = chunk_name(chunk), .cost = static_cast<double>(chunk.size())});
    }
    const auto start = [&](const Member& member) {
        if (given.empty()) return drawn_start(run, member.split, member.trajectory);
        auto state = given[member.index];
        const auto parameters = parameters_of(run, member.split, member.trajectory);
        state.insert(state.end(), parameters.begin(), parameters.end());
        return state;
    };
    const auto write = [&](const Member& member, std::span<float> u) {
        add_observation_noise(run, member.split, member.trajectory, u);
        writer.write(member.split, member.trajectory, u);
        results.add(name_of(member), result_of(u));
    };
    TaskPool pool(run.ranks, tasks);
    Progress progress("generate", static_cast<double>(tasks.size()), "batches");
    const auto work = [&](int task, const Communicator&) {
        const auto index = static_cast<std::size_t>(task);
        const Timeline::Scope scope(run.timeline, tasks[index].name, "generate");
        if (!run.system->can_integrate()) return copy_chunk(run, chunks[index], write);
        do_chunk(run, chunks[index], start, write,
                 [&](double part) { pool.tick(task, part, &progress); });
    };
    const Communicator* const teams[] = {&run.team};
    results.saving([&] { pool.run(teams, work, &progress); });
    writer.finish({{"seconds", MPI_Wtime() - begin}});
    write_trajectories_xdmf(run);
    on_root(run.ranks, [&] { results.remove(); });
    log::info(
        fmt::format("generate: {} trajectories in {}", wanted, duration_text(MPI_Wtime() - begin)));
    const auto fixed = fixed_text(header.coordinates);
    if (!fixed.empty() && run.point.name.empty()) log::info("generate: " + fixed);
}

}  // namespace lhits
