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
    std::string name;          ///< for messages and the timeline
    double cost = 1.0;         ///< relative time; the longest ready task is taken first
    std::vector<int> needs{};  ///< indices of tasks that must be done before this one starts
    bool done = false;         ///< already done (a resumed run): never handed out
    bool team = false;         ///< done by a team of ranks together; may need team tasks only
};

/// A dynamic pool of tasks over the ranks of a communicator. The state of every task lives in an
/// MPI window on rank 0; a rank takes the longest ready task under the window's lock, so there is
/// no master that would have to stay idle, and a task never waits for more than its own inputs.
/// The list of tasks must be the same on all ranks.
class TaskPool {
public:
    /// Collective. Borrows `ranks`. Throws std::invalid_argument when tasks wait for each other, or
    /// a team's task for one of a single rank.
    TaskPool(const Communicator& ranks, std::vector<Task> tasks);
    ~TaskPool();
    TaskPool(const TaskPool&) = delete;
    TaskPool& operator=(const TaskPool&) = delete;

    /// Collective over all ranks. First the teams' tasks: each team (a part of the ranks, borrowed)
    /// takes the next one and calls `team_work` on all its ranks; then every rank takes single
    /// tasks and calls `work`, until nothing is left; a rank whose team is out of tasks waits for
    /// no other team. When one rank throws, that error is thrown on every rank, marked as
    /// everywhere; inside `team_work` all ranks of the team must throw together. Throws Stopped
    /// after a stop signal.
    void run(const Communicator& team, const std::function<void(int task)>& team_work,
             const std::function<void(int task)>& work, Progress* progress = nullptr);

    /// The same without teams.
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
    enum State : std::int64_t { waiting = 0, taken = 1, finished = 2 };

    /// What the window holds: the state of every task, how far it is in millionths, and whether
    /// the run has ended early on some rank.
    struct Content {
        std::vector<std::int64_t> states, fractions;
        bool ended_early = false;
    };

    void lock_and(int lock_type, const std::function<void()>& work);
    Content read_window();
    void put(std::int64_t value, std::size_t place);
    int choose(std::span<const std::int64_t> states, bool for_team) const;
    int take(bool for_team, Progress* progress);
    int take_as_team(const Communicator& team, Progress* progress);
    void finish(int task);
    /// Tells the other ranks; true when no rank did so before.
    bool end_early();
    void wait_all(Progress* progress);

    const Communicator& ranks_;
    std::vector<Task> tasks_;
    std::vector<int> order_;  // indices, longest first
    MPI_Win window_ = MPI_WIN_NULL;
    std::int64_t* memory_ = nullptr;  // the window's, on rank 0: as in Content
    double last_tick_ = 0.0;
};

}  // namespace lhits
