// Independent work over ranks: every task once, taken by whoever is free, when its inputs are
// ready.
#pragma once

#include <mpi.h>

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "lhits/parallel/schedule.hpp"

namespace lhits {

class Communicator;
class Progress;

/// A dynamic pool of tasks over the ranks of a communicator. An MPI window on rank 0 holds the log
/// of what was taken and finished, in this order. A rank reads what is new there and writes what it
/// takes, the longest task that is ready, into the next place, if that is still empty. So there is
/// no master that would have to stay idle and no lock to wait for, a task never waits for more than
/// its own inputs, and a take costs the same however many tasks there are. The list of tasks must
/// be the same on all ranks.
class TaskPool {
public:
    /// Collective. Borrows `ranks`. Throws std::invalid_argument when tasks wait for each other, or
    /// those of a larger team for those of a smaller one.
    TaskPool(const Communicator& ranks, std::vector<Task> tasks);
    ~TaskPool();
    TaskPool(const TaskPool&) = delete;
    TaskPool& operator=(const TaskPool&) = delete;

    /// A task, done by all ranks of a team together.
    using TeamWork = std::function<void(int task, const Communicator& team)>;

    /// Collective over all ranks. `teams` are those of this rank by level, from the largest to the
    /// smallest, borrowed; a smaller one lies within a larger one. Each team takes tasks of level 0
    /// until none is left, then parts into those of level 1, and so on; it waits for no other team.
    /// When one rank throws, that error is thrown on every rank, marked as everywhere; inside
    /// `work` all ranks of the team must throw together. Throws Stopped after a stop signal.
    void run(std::span<const Communicator* const> teams, const TeamWork& work,
             Progress* progress = nullptr);

    /// The same without teams, for tasks of level 0.
    void run(const std::function<void(int task)>& work, Progress* progress = nullptr);

    /// To be called now and then from within a task: publishes how far it is (0 to 1), shows the
    /// progress of the whole pool on rank 0, throws Stopped after a stop signal and Failure when
    /// the run has ended early on another rank. Costs nothing when called more often than a few
    /// times a second.
    void tick(int task, double fraction, Progress* progress);

    const std::vector<Task>& tasks() const { return tasks_; }

    /// How much of the whole is done, by cost, in units of tasks. Not collective.
    double done_tasks();

private:
    // The window: the log, then how far each task is, in millionths. In the log task + 1 means that
    // it was taken, the negative that it was finished; 0 is an empty place.
    std::size_t log_size() const { return 2 * tasks_.size() + 1; }

    void read(std::span<std::int64_t> values, std::size_t place);
    void flush();
    /// Brings `order_` up to date with the log.
    void catch_up();
    void apply(std::int64_t event);
    /// Whether the place behind what this rank knows was still empty, and holds `event` now.
    bool add(std::int64_t event);
    /// Also says that `finished` is (-1: none).
    int take(int level, int finished, Progress* progress);
    int take_as_team(const Communicator& team, int level, int finished, Progress* progress);
    /// Tells the other ranks; true when no rank did so before.
    bool end_early();
    void wait_all(Progress* progress);

    const Communicator& ranks_;
    std::vector<Task> tasks_;
    TaskOrder order_;
    MPI_Win window_ = MPI_WIN_NULL;
    std::int64_t* memory_ = nullptr;  // the window's, on rank 0
    std::size_t seen_ = 0;            // places of the log that order_ knows
    bool ended_early_ = false;
    double last_tick_ = 0.0;
};

}  // namespace lhits
