// Independent work over ranks: every task once, taken by whoever is free, when its inputs are
// ready.
#pragma once

#include <mpi.h>

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace lhits {

class Communicator;
class Progress;

/// One piece of independent work.
struct Task {
    std::string name;        ///< for messages and the timeline
    double cost = 1.0;       ///< relative time; the longest ready task is taken first
    std::vector<int> needs;  ///< indices of tasks that must be done before this one starts
    bool done = false;       ///< already done (a resumed run): never handed out
};

/// A dynamic pool of tasks over the ranks of a communicator. The state of every task lives in an
/// MPI window on rank 0; a rank takes the longest ready task under the window's lock, so there is
/// no master that would have to stay idle, and a task never waits for more than its own inputs.
/// The list of tasks must be the same on all ranks.
class TaskPool {
public:
    /// Collective. Borrows `ranks`. Throws std::invalid_argument when tasks wait for each other.
    TaskPool(const Communicator& ranks, std::vector<Task> tasks);
    ~TaskPool();
    TaskPool(const TaskPool&) = delete;
    TaskPool& operator=(const TaskPool&) = delete;

    /// Takes the next ready task, waiting for one when all ready ones are taken; -1 when none is
    /// left to take. Not collective. Throws Failure when a task has failed on another rank.
    int take(Progress* progress = nullptr);

    /// Marks a taken task as done; what needs it may start.
    void finish(int task);

    /// Marks a taken task as failed: take() and tick() throw on the other ranks.
    void fail(int task);

    /// To be called now and then from within a task: publishes how far it is (0 to 1), shows the
    /// progress of the whole pool on rank 0, and throws Failure when a task has failed elsewhere.
    /// Costs nothing when called more often than a few times a second.
    void tick(int task, double fraction, Progress* progress);

    /// Waits until every task is done, showing progress. Not collective, but all ranks return.
    void wait_all(Progress* progress);

    /// Collective: take() and `work` until nothing is left, then wait for the others. When `work`
    /// throws on one rank, that error is thrown on every rank (marked as everywhere).
    void run(const std::function<void(int task)>& work, Progress* progress = nullptr);

    const std::vector<Task>& tasks() const { return tasks_; }

    /// How much of the whole is done, by cost, in units of tasks. Not collective.
    double done_tasks();

private:
    enum State : std::int64_t { waiting = 0, taken = 1, finished = 2, failed = 3 };

    void lock_and(int lock_type, const std::function<void()>& work);
    std::vector<std::int64_t> read_window();
    void write_state(int task, State state);
    bool ready(int task, std::span<const std::int64_t> states) const;
    int choose(std::span<const std::int64_t> states) const;
    void throw_if_failed(std::span<const std::int64_t> window) const;

    const Communicator& ranks_;
    std::vector<Task> tasks_;
    std::vector<int> order_;  // indices, longest first
    MPI_Win window_ = MPI_WIN_NULL;
    std::int64_t* memory_ = nullptr;  // on rank 0: states, then fractions in millionths
    double last_tick_ = 0.0;
};

}  // namespace lhits
