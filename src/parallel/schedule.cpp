#include "lhits/parallel/schedule.hpp"

#include <algorithm>
#include <numeric>
#include <queue>
#include <stdexcept>

namespace lhits {
namespace {

/// The tasks so that each comes after those that it needs. Throws when there is no such order.
std::vector<int> by_needs(std::span<const Task> tasks) {
    std::vector<int> sorted;
    std::vector<char> met(tasks.size(), 0);
    for (bool changed = true; changed;) {
        changed = false;
        for (std::size_t t = 0; t < tasks.size(); ++t) {
            const auto& needs = tasks[t].needs;
            if (met[t] || !std::all_of(needs.begin(), needs.end(), [&](int need) {
                    return met.at(static_cast<std::size_t>(need)) != 0;
                })) {
                continue;
            }
            met[t] = 1;
            sorted.push_back(static_cast<int>(t));
            changed = true;
        }
    }
    if (sorted.size() != tasks.size()) {
        throw std::invalid_argument("tasks wait for each other in a ring");
    }
    return sorted;
}

}  // namespace

TaskOrder::TaskOrder(std::span<const Task> tasks)
    : tasks_(tasks), chain_(tasks.size(), 0.0), order_(tasks.size()) {
    const auto sorted = by_needs(tasks);
    for (auto t = sorted.rbegin(); t != sorted.rend(); ++t) {
        const auto& task = tasks[static_cast<std::size_t>(*t)];
        auto& chain = chain_[static_cast<std::size_t>(*t)];
        chain += task.done ? 0.0 : task.cost;  // on top of the longest chain behind it
        for (const int need : task.needs) {
            const auto n = static_cast<std::size_t>(need);
            if (tasks[n].level > task.level) {
                throw std::invalid_argument(task.name +
                                            " of a larger team waits for a smaller one's task");
            }
            chain_[n] = std::max(chain_[n], chain);
        }
    }
    std::iota(order_.begin(), order_.end(), 0);
    std::stable_sort(order_.begin(), order_.end(), [this](int a, int b) {
        return chain_[static_cast<std::size_t>(a)] > chain_[static_cast<std::size_t>(b)];
    });
}

int TaskOrder::next(std::span<const std::int64_t> states, int level) const {
    const auto ready = [&](int index) {
        const auto t = static_cast<std::size_t>(index);
        return tasks_[t].level == level && states[t] == waiting &&
               std::all_of(tasks_[t].needs.begin(), tasks_[t].needs.end(), [&](int need) {
                   return states[static_cast<std::size_t>(need)] == finished;
               });
    };
    const auto found = std::find_if(order_.begin(), order_.end(), ready);
    return found == order_.end() ? -1 : *found;
}

bool TaskOrder::any_waiting(std::span<const std::int64_t> states, int level) const {
    for (std::size_t t = 0; t < tasks_.size(); ++t) {
        if (tasks_[t].level == level && states[t] == waiting) return true;
    }
    return false;
}

std::vector<int> TaskOrder::critical_path() const {
    std::vector<int> path;
    if (order_.empty()) return path;
    path.push_back(order_.front());
    while (true) {
        const int last = path.back();
        const auto next = std::find_if(order_.begin(), order_.end(), [&](int t) {
            const auto& needs = tasks_[static_cast<std::size_t>(t)].needs;
            return std::find(needs.begin(), needs.end(), last) != needs.end();
        });
        if (next == order_.end()) return path;
        path.push_back(*next);
    }
}

PoolTime simulate(std::span<const Task> tasks, const Crew& crew) {
    const TaskOrder order(tasks);
    std::vector<std::int64_t> states;
    for (const auto& task : tasks) {
        states.push_back(task.done ? TaskOrder::finished : TaskOrder::waiting);
    }
    const auto levels = crew.team_sizes.size();
    std::vector<std::int64_t> idle(levels + 1, 0);  // teams; the last entry has those that are done
    const auto size = [&](std::size_t level) { return crew.team_sizes[level]; };
    idle[0] = std::max(1, crew.ranks / size(0));

    using End = std::pair<double, int>;  // of a task, on a clock that runs as fast as the cores
    std::priority_queue<End, std::vector<End>, std::greater<>> running;
    double clock = 0.0;
    std::int64_t busy_ranks = 0;
    PoolTime total;
    while (true) {
        for (std::size_t level = 0; level < levels; ++level) {
            const int number = static_cast<int>(level);
            for (int t = 0; idle[level] > 0 && (t = order.next(states, number)) >= 0;) {
                const auto task = static_cast<std::size_t>(t);
                states[task] = TaskOrder::taken;
                running.emplace(clock + tasks[task].cost, t);
                --idle[level];
                busy_ranks += size(level);
            }
            if (idle[level] == 0 || order.any_waiting(states, number)) continue;
            const bool last = level + 1 == levels;
            idle[level + 1] += idle[level] * (last ? 1 : size(level) / size(level + 1));
            idle[level] = 0;
        }
        if (running.empty()) return total;
        const auto [end, t] = running.top();
        running.pop();
        const double speed = std::min(1.0, crew.cores / static_cast<double>(busy_ranks));
        total.seconds += (end - clock) / speed;
        total.busy_seconds += (end - clock) * static_cast<double>(busy_ranks);
        clock = end;
        const auto task = static_cast<std::size_t>(t);
        states[task] = TaskOrder::finished;
        ++idle[static_cast<std::size_t>(tasks[task].level)];
        busy_ranks -= size(static_cast<std::size_t>(tasks[task].level));
    }
}

}  // namespace lhits
