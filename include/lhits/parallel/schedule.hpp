// In which order a pool's tasks are done, and how long that takes on any number of ranks.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
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
/// with the longest chain of tasks that wait for it.
class TaskOrder {
public:
    enum State : std::int64_t { waiting = 0, taken = 1, finished = 2 };

    /// Borrows `tasks`. Throws std::invalid_argument when tasks wait for each other, or for one of
    /// a higher level.
    explicit TaskOrder(std::span<const Task> tasks);

    /// The task of this level to take next; -1 when none is ready. `states` has a State for each.
    int next(std::span<const std::int64_t> states, int level) const;
    /// Whether tasks of this level still wait to be taken.
    bool any_waiting(std::span<const std::int64_t> states, int level) const;

    /// The longest chain of tasks that need each other, first to last: no number of ranks ends
    /// before it does.
    std::vector<int> critical_path() const;

private:
    std::span<const Task> tasks_;
    std::vector<double> chain_;  // cost of a task and of the longest chain behind it
    std::vector<int> order_;     // indices, longest chain first
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
