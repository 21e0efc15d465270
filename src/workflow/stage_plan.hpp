// The work of a stage, planned once: what 'run' does, 'check' prints and simulates.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "lhits/base/progress.hpp"
#include "lhits/base/timeline.hpp"
#include "lhits/parallel/communicator.hpp"
#include "lhits/parallel/task_pool.hpp"

namespace lhits {

/// Jobs of one kind, and for each the task of the pool that does it.
template <class Job>
struct Plan {
    std::vector<Job> jobs;
    std::vector<Task> tasks;

    void add(Job job, Task task) {
        jobs.push_back(std::move(job));
        tasks.push_back(std::move(task));
    }
};

/// How the progress of a pool is told.
struct ProgressText {
    const char* stage;
    const char* units;  ///< what its tasks are: "rollouts"
};

/// Tells how much of a job is done; throws to stop.
using Tick = std::function<void(double)>;

/// Collective over `ranks`: `work(job, team, tick)` does each job once, in a team of `teams` (those
/// of this rank by level). Borrows everything.
template <class Job, class Work>
void carry_out(const Communicator& ranks, const Plan<Job>& plan,
               std::span<const Communicator* const> teams, Timeline& timeline,
               const ProgressText& text, const Work& work) {
    TaskPool pool(ranks, plan.tasks);
    Progress progress(text.stage, static_cast<double>(plan.tasks.size()), text.units);
    pool.run(
        teams,
        [&](int index, const Communicator& team) {
            const auto i = static_cast<std::size_t>(index);
            const auto& task = plan.tasks[i];
            const Timeline::Scope scope(timeline, task.name, task.stage);
            work(plan.jobs[i], team, [&](double part) { pool.tick(index, part, &progress); });
        },
        &progress);
}

/// The same, each job by one rank: `work(job, tick)`.
template <class Job, class Work>
void carry_out(const Communicator& ranks, const Plan<Job>& plan, Timeline& timeline,
               const ProgressText& text, const Work& work) {
    const auto alone = Communicator::self();
    const Communicator* const teams[] = {&alone};
    carry_out(ranks, plan, teams, timeline, text,
              [&](const Job& job, const Communicator&, const Tick& tick) { work(job, tick); });
}

}  // namespace lhits
