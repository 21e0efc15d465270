// In which order a pool's tasks are done, and how long that takes on any number of ranks.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace lhits {

/// One piece of independent work.
struct Task {
    std::string name;          ///< for messages and the timeline
    double cost = 1.0;         ///< its time, in any unit: the longest chain of tasks goes first
    std::vector<int> needs{};  ///< indices of tasks that must be done before this one starts
    bool done = false;         ///< already done (a resumed run): never handed out
    /// Which of the pool's teams do it: 0 the largest ones, the last level the smallest. May need
    /// tasks of its own and of lower levels only.
    int level = 0;
    std::string stage{};  ///< what the timeline calls its kind: "generate", "train"
    double bytes = 0.0;   ///< of memory that a rank needs for it, where that is known
};

/// The rule by which ranks, or a simulation of them, take tasks: of those that are ready the one
/// with the longest chain of tasks that wait for it. Each step takes the logarithm of their number.
class TaskOrder {
public:
    /// Borrows `tasks`. Throws std::invalid_argument when tasks wait for each other, or for one of
    /// a higher level.
    explicit TaskOrder(std::span<const Task> tasks);

    /// The task of this level to take next; -1 when none is ready.
    int next(int level) const;
    /// Whether tasks of this level still wait to be taken.
    bool any_waiting(int level) const;
    bool all_finished() const { return unfinished_ == 0; }
    bool is_finished(int task) const;

    /// A task that next() may return, of its level, is taken.
    void take(int task);
    /// A taken task is done: those that need it may become ready.
    void finish(int task);

    /// The longest chain of tasks that need each other, first to last: no number of ranks ends
    /// before it does.
    std::vector<int> critical_path() const;

private:
    enum class State : char { waiting, taken, finished };

    /// Of the tasks of a level.
    struct Level {
        std::set<int> ready;  // places in order_
        std::int64_t waiting = 0;
    };

    void add_ready(int task);

    std::span<const Task> tasks_;
    std::vector<std::vector<int>> followers_;  // which tasks need this one
    std::vector<int> order_;                   // indices, longest chain first
    std::vector<int> place_;                   // of a task in order_
    std::vector<State> states_;
    std::vector<int> needs_left_;  // unfinished tasks that a task needs
    std::vector<Level> levels_;
    std::int64_t unfinished_ = 0;
};

/// Ranks that work on a pool.
struct Crew {
    int ranks = 1;
    std::vector<int> team_sizes{1};  ///< by level, each a divisor of the one before
    /// Cores that the ranks share; with fewer than busy ranks all are slowed down alike.
    double cores = std::numeric_limits<double>::infinity();
};

/// What a pool's run comes to.
struct PoolTime {
    double seconds = 0.0;       ///< from the first task to the end of the last
    double busy_seconds = 0.0;  ///< summed over ranks, at the speed of a core of its own
};

/// The run of a pool that nothing disturbs; costs are the seconds of a team of its level's size
/// with a core for each rank. Of the same rule as TaskPool; takes time by the tasks, not by the
/// ranks.
PoolTime simulate(std::span<const Task> tasks, const Crew& crew);

}  // namespace lhits
