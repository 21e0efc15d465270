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
#include "lhits/parallel/agree_on_errors.hpp"
#include "lhits/workflow/stages.hpp"
#include "lhits/workflow/sweep.hpp"
#include "lhits/workflow/trajectory_starts.hpp"
#include "generate_plan.hpp"
#include "observation_noise.hpp"
#include "artifact_store.hpp"
#include "xdmf_files.hpp"

namespace lhits {
namespace {

/// The user's initial conditions, one for each member; empty when they are drawn.
std::vector<std::vector<double>> given_states(const Run& run, std::size_t members) {
    const auto& path = run.deck.system.initial_conditions;
    if (path.empty()) return {};
    auto [states, notes] = read_initial_conditions(path, run.system->start_layout());
    if (states.size() != members) {
        throw InputError(fmt::format(
            "{}: expected {} initial conditions (trajectories.train + validation + test), found "
            "{}; add files or change [trajectories]",
            path, members, states.size()));
    }
    for (const auto& note : notes) log::info(fmt::format("generate: {}", note));
    return std::move(states);
}

/// Already there: says so, or throws when the file is another run's.
bool already_generated(const Run& run, const TrajectoryHeader& wanted) {
    const auto path = run.directory.trajectories();
    if (!std::filesystem::exists(path)) return false;
    auto found = read_trajectory_header(path);
    changes_since(run, path, found.deck, Stage::generate);
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
std::optional<std::set<std::string>> finished_before(const Run& run, const ArtifactStore& results,
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

/// Copies the trajectories of a batch out of the file that has them.
void copy_batch(const Run& run, const Batch& batch, const Write& write) {
    for (const auto& member : batch) {
        const auto steps = run.deck.observation.history() + steps_of(run, member.split);
        auto u =
            run.system->recorded(run.deck.run.seed, static_cast<std::int64_t>(member.index), steps);
        write(member, u);
    }
}

/// Collective over the team of this rank: integrates the trajectories of a batch together from
/// their `start`. Rank 0 of the team writes.
void solve_batch(const Run& run, const Batch& batch, const StateOf& start, const Write& write,
                 const Tick& tick) {
    std::vector<double> initial;
    agree_on_errors(run.team, [&] {
        for (const auto& member : batch) {
            const auto state = start(member);
            initial.insert(initial.end(), state.begin(), state.end());
        }
    });
    const auto u = run.solver().integrate(
        initial, run.deck.observation.history() + steps_of(run, batch.front().split), true,
        [&](double part) { agree_on_errors(run.team, [&] { tick(part); }); });
    on_root(run.team, [&] {
        const auto length = static_cast<std::ptrdiff_t>(u.size() / batch.size());
        auto begin = u.begin();
        for (const auto& member : batch) {
            std::vector<float> own(begin, begin + length);
            write(member, own);
            begin += length;
        }
    });
}

}  // namespace

void generate(const Run& run) {
    const auto header = trajectory_header(run);
    bool done = false;
    std::vector<std::vector<double>> given;
    auto members = trajectory_members(run);
    const auto wanted = members.size();
    Checksum inputs;
    inputs.add(deck_text(run.deck, Stage::generate));
    ArtifactStore results(run, task_results("generate"), inputs.value());
    agree_on_errors(run.ranks, [&] {
        done = already_generated(run, header);
        if (!done) given = given_states(run, wanted);
    });
    if (done) {
        on_root(run.ranks, [&] { results.remove_all(); });
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
        on_root(run.ranks, [&] { results.remove_all(); });
    }
    TrajectoryWriter writer(run.ranks, run.directory.trajectories(), header, before.has_value());
    auto costs = Costs::assumed();
    const auto plan = generate_plan(run, members, run.ranks.size(), costs);
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
    const auto work = [&](const Batch& batch, const Communicator&, const Tick& tick) {
        if (!run.system->can_integrate()) return copy_batch(run, batch, write);
        solve_batch(run, batch, start, write, tick);
    };
    const Communicator* const teams[] = {&run.team};
    const auto save = [&] { results.save(); };
    saving(save, [&] {
        carry_out(run.ranks, plan, teams, run.timeline, {"generate", "batches"}, work);
    });
    writer.finish({{"seconds", MPI_Wtime() - begin}});
    write_trajectories_xdmf(run);
    on_root(run.ranks, [&] { results.remove_all(); });
    log::info(
        fmt::format("generate: {} trajectories in {}", wanted, duration_text(MPI_Wtime() - begin)));
    const auto fixed = fixed_text(header.coordinates);
    if (!fixed.empty() && run.point.name.empty()) log::info("generate: " + fixed);
}

}  // namespace lhits
