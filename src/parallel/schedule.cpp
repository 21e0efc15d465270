#include "lhits/parallel/schedule.hpp"

#include <algorithm>
#include <numeric>
#include <queue>
#include <stdexcept>

namespace lhits {
namespace {

std::size_t index(int task) { return static_cast<std::size_t>(task); }

std::vector<std::vector<int>> followers_of(std::span<const Task> tasks) {
    std::vector<std::vector<int>> followers(tasks.size());
    for (std::size_t t = 0; t < tasks.size(); ++t) {
        for (const int need : tasks[t].needs)
            followers.at(index(need)).push_back(static_cast<int>(t));
    }
    return followers;
}

/// The tasks so that each comes after those that it needs. Throws when there is no such order.
std::vector<int> by_needs(std::span<const Task> tasks,
                          const std::vector<std::vector<int>>& followers) {
    std::vector<std::size_t> left;
    std::vector<int> sorted;
    for (std::size_t t = 0; t < tasks.size(); ++t) {
        left.push_back(tasks[t].needs.size());
        if (left.back() == 0) sorted.push_back(static_cast<int>(t));
    }
    for (std::size_t i = 0; i < sorted.size(); ++i) {
        for (const int follower : followers[index(sorted[i])]) {
            if (--left[index(follower)] == 0) sorted.push_back(follower);
        }
    }
    if (sorted.size() != tasks.size()) {
        throw std::invalid_argument("tasks wait for each other in a ring");
    }
    return sorted;
}

/// The cost of each task and of the longest chain behind it.
std::vector<double> chains(std::span<const Task> tasks,
                           const std::vector<std::vector<int>>& followers) {
    std::vector<double> chain(tasks.size(), 0.0);
    const auto sorted = by_needs(tasks, followers);
    for (auto t = sorted.rbegin(); t != sorted.rend(); ++t) {
        const auto& task = tasks[index(*t)];
        auto& own = chain[index(*t)];
        for (const int follower : followers[index(*t)]) {
            if (tasks[index(follower)].level < task.level) {
                throw std::invalid_argument(tasks[index(follower)].name +
                                            " of a larger team waits for a smaller one's task");
            }
            own = std::max(own, chain[index(follower)]);
        }
        own += task.done ? 0.0 : task.cost;
    }
    return chain;
}

}  // namespace

TaskOrder::TaskOrder(std::span<const Task> tasks)
    : tasks_(tasks),
      followers_(followers_of(tasks)),
      order_(tasks.size()),
      place_(tasks.size()),
      states_(tasks.size(), State::waiting),
      unfinished_(static_cast<std::int64_t>(tasks.size())) {
    const auto chain = chains(tasks, followers_);
    std::iota(order_.begin(), order_.end(), 0);
    std::stable_sort(order_.begin(), order_.end(),
                     [&](int a, int b) { return chain[index(a)] > chain[index(b)]; });
    for (std::size_t i = 0; i < order_.size(); ++i) place_[index(order_[i])] = static_cast<int>(i);
    for (std::size_t t = 0; t < tasks.size(); ++t) {
        const auto level = index(tasks[t].level);
        if (level >= levels_.size()) levels_.resize(level + 1);
        ++levels_[level].waiting;
        needs_left_.push_back(static_cast<int>(tasks[t].needs.size()));
    }
    for (std::size_t t = 0; t < tasks.size(); ++t) {
        if (needs_left_[t] == 0) add_ready(static_cast<int>(t));
    }
    for (std::size_t t = 0; t < tasks.size(); ++t) {
        if (!tasks[t].done) continue;
        take(static_cast<int>(t));
        finish(static_cast<int>(t));
    }
}

void TaskOrder::add_ready(int task) {
    if (states_[index(task)] != State::waiting) return;
    levels_[index(tasks_[index(task)].level)].ready.insert(place_[index(task)]);
}

int TaskOrder::next(int level) const {
    if (index(level) >= levels_.size() || levels_[index(level)].ready.empty()) return -1;
    return order_[index(*levels_[index(level)].ready.begin())];
}

bool TaskOrder::any_waiting(int level) const {
    return index(level) < levels_.size() && levels_[index(level)].waiting > 0;
}

bool TaskOrder::is_finished(int task) const { return states_[index(task)] == State::finished; }

void TaskOrder::take(int task) {
    auto& level = levels_[index(tasks_[index(task)].level)];
    level.ready.erase(place_[index(task)]);
    --level.waiting;
    states_[index(task)] = State::taken;
}

void TaskOrder::finish(int task) {
    states_[index(task)] = State::finished;
    --unfinished_;
    for (const int follower : followers_[index(task)]) {
        if (--needs_left_[index(follower)] == 0) add_ready(follower);
    }
}

std::vector<int> TaskOrder::critical_path() const {
    std::vector<int> path;
    if (order_.empty()) return path;
    path.push_back(order_.front());
    while (true) {
        const auto& followers = followers_[index(path.back())];
        if (followers.empty()) return path;
        path.push_back(*std::min_element(followers.begin(), followers.end(), [this](int a, int b) {
            return place_[index(a)] < place_[index(b)];
        }));
    }
}

PoolTime simulate(std::span<const Task> tasks, const Crew& crew) {
    TaskOrder order(tasks);
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
            for (int t = 0; idle[level] > 0 && (t = order.next(number)) >= 0;) {
                order.take(t);
                running.emplace(clock + tasks[index(t)].cost, t);
                --idle[level];
                busy_ranks += size(level);
            }
            if (idle[level] == 0 || order.any_waiting(number)) continue;
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
        order.finish(t);
        const auto level = index(tasks[index(t)].level);
        ++idle[level];
        busy_ranks -= size(level);
    }
}

}  // namespace lhits
