#include "lhits/parallel/task_pool.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <exception>
#include <numeric>
#include <stdexcept>
#include <thread>
#include <utility>

#include "lhits/base/error.hpp"
#include "lhits/base/progress.hpp"
#include "lhits/parallel/communicator.hpp"
#include "lhits/parallel/mpi_check.hpp"
#include "lhits/parallel/together.hpp"

namespace lhits {
namespace {

constexpr std::int64_t whole = 1'000'000;
constexpr double tick_seconds = 0.25;

/// A rank stops because of a task that failed on another one, which has the real message.
class FailedElsewhere : public Failure {
public:
    using Failure::Failure;
};

/// Throws when the needs of the tasks cannot be met in any order.
void check_order(const std::vector<Task>& tasks) {
    std::vector<char> met(tasks.size(), 0);
    std::size_t count = 0;
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
            ++count;
            changed = true;
        }
    }
    if (count != tasks.size()) throw std::invalid_argument("tasks wait for each other in a ring");
}

/// Sleeps a little longer each time, so that waiting ranks leave the processor to the others.
class Patience {
public:
    void wait() {
        std::this_thread::sleep_for(pause_);
        pause_ = std::min(pause_ * 2, std::chrono::microseconds(20'000));
    }

private:
    std::chrono::microseconds pause_{200};
};

}  // namespace

TaskPool::TaskPool(const Communicator& ranks, std::vector<Task> tasks)
    : ranks_(ranks), tasks_(std::move(tasks)), order_(tasks_.size()) {
    check_order(tasks_);
    std::iota(order_.begin(), order_.end(), 0);
    std::stable_sort(order_.begin(), order_.end(), [this](int a, int b) {
        return tasks_[static_cast<std::size_t>(a)].cost > tasks_[static_cast<std::size_t>(b)].cost;
    });
    const auto entries = ranks.rank() == 0 ? 2 * tasks_.size() : 0;
    check_mpi(
        MPI_Win_allocate(static_cast<MPI_Aint>(entries * sizeof(std::int64_t)),
                         sizeof(std::int64_t), MPI_INFO_NULL, ranks.handle(), &memory_, &window_),
        "MPI_Win_allocate");
    if (ranks.rank() == 0) {
        lock_and(MPI_LOCK_EXCLUSIVE, [&] {
            for (std::size_t t = 0; t < tasks_.size(); ++t) {
                memory_[t] = tasks_[t].done ? finished : waiting;
                memory_[tasks_.size() + t] = tasks_[t].done ? whole : 0;
            }
        });
    }
    ranks.barrier();
}

TaskPool::~TaskPool() {
    // Freeing a window is collective: while an error of this rank alone unwinds, the others are
    // not here, and the job is about to be aborted.
    if (window_ != MPI_WIN_NULL && std::uncaught_exceptions() == 0) MPI_Win_free(&window_);
}

void TaskPool::lock_and(int lock_type, const std::function<void()>& work) {
    check_mpi(MPI_Win_lock(lock_type, 0, 0, window_), "MPI_Win_lock");
    work();
    check_mpi(MPI_Win_unlock(0, window_), "MPI_Win_unlock");
}

std::vector<std::int64_t> TaskPool::read_window() {
    std::vector<std::int64_t> content(2 * tasks_.size());
    const int count = static_cast<int>(content.size());
    check_mpi(MPI_Get(content.data(), count, MPI_INT64_T, 0, 0, count, MPI_INT64_T, window_),
              "MPI_Get");
    check_mpi(MPI_Win_flush(0, window_), "MPI_Win_flush");
    return content;
}

void TaskPool::write_state(int task, State state) {
    const std::int64_t value = state;
    check_mpi(MPI_Put(&value, 1, MPI_INT64_T, 0, task, 1, MPI_INT64_T, window_), "MPI_Put");
    check_mpi(MPI_Win_flush(0, window_), "MPI_Win_flush");
}

bool TaskPool::ready(int task, std::span<const std::int64_t> states) const {
    const auto t = static_cast<std::size_t>(task);
    return states[t] == waiting &&
           std::all_of(tasks_[t].needs.begin(), tasks_[t].needs.end(), [&](int need) {
               return states[static_cast<std::size_t>(need)] == finished;
           });
}

int TaskPool::choose(std::span<const std::int64_t> states) const {
    const auto found =
        std::find_if(order_.begin(), order_.end(), [&](int task) { return ready(task, states); });
    return found == order_.end() ? -1 : *found;
}

void TaskPool::throw_if_failed(std::span<const std::int64_t> window) const {
    for (std::size_t t = 0; t < tasks_.size(); ++t) {
        if (window[t] == failed) {
            throw FailedElsewhere(fmt::format("stopped because {} ended early", tasks_[t].name));
        }
    }
}

int TaskPool::take(Progress* progress) {
    Patience patience;
    while (true) {
        std::vector<std::int64_t> window;
        int chosen = -1;
        lock_and(MPI_LOCK_EXCLUSIVE, [&] {
            window = read_window();
            chosen = choose(window);
            if (chosen >= 0) write_state(chosen, taken);
        });
        throw_if_failed(window);
        if (chosen >= 0) return chosen;
        const auto states = std::span(window).first(tasks_.size());
        if (std::find(states.begin(), states.end(), waiting) == states.end()) return -1;
        if (progress != nullptr) tick(-1, 0.0, progress);
        patience.wait();
    }
}

void TaskPool::finish(int task) {
    lock_and(MPI_LOCK_EXCLUSIVE, [&] { write_state(task, finished); });
}

void TaskPool::fail(int task) {
    lock_and(MPI_LOCK_EXCLUSIVE, [&] { write_state(task, failed); });
}

void TaskPool::tick(int task, double fraction, Progress* progress) {
    const double now = MPI_Wtime();
    if (now - last_tick_ < tick_seconds) return;
    last_tick_ = now;
    std::vector<std::int64_t> window;
    lock_and(MPI_LOCK_EXCLUSIVE, [&] {
        window = read_window();
        if (task < 0) return;
        const auto value = static_cast<std::int64_t>(fraction * static_cast<double>(whole));
        const auto place = static_cast<MPI_Aint>(tasks_.size()) + task;
        check_mpi(MPI_Put(&value, 1, MPI_INT64_T, 0, place, 1, MPI_INT64_T, window_), "MPI_Put");
        check_mpi(MPI_Win_flush(0, window_), "MPI_Win_flush");
    });
    throw_if_failed(window);
    if (progress != nullptr && progress->due()) progress->update(done_tasks());
}

double TaskPool::done_tasks() {
    std::vector<std::int64_t> window;
    lock_and(MPI_LOCK_SHARED, [&] { window = read_window(); });
    double all = 0.0;
    double done = 0.0;
    for (std::size_t t = 0; t < tasks_.size(); ++t) {
        const double fraction =
            window[t] == finished
                ? 1.0
                : static_cast<double>(window[tasks_.size() + t]) / static_cast<double>(whole);
        all += tasks_[t].cost;
        done += tasks_[t].cost * fraction;
    }
    return all > 0.0 ? done / all * static_cast<double>(tasks_.size()) : 0.0;
}

void TaskPool::wait_all(Progress* progress) {
    Patience patience;
    while (true) {
        std::vector<std::int64_t> window;
        lock_and(MPI_LOCK_SHARED, [&] { window = read_window(); });
        throw_if_failed(window);
        const auto states = std::span(window).first(tasks_.size());
        if (std::all_of(states.begin(), states.end(), [](auto s) { return s == finished; })) return;
        if (progress != nullptr) tick(-1, 0.0, progress);
        patience.wait();
    }
}

void TaskPool::run(const std::function<void(int task)>& work, Progress* progress) {
    std::exception_ptr own;
    int current = -1;
    try {
        while ((current = take(progress)) >= 0) {
            work(current);
            finish(current);
        }
        wait_all(progress);
    } catch (const FailedElsewhere&) {
        // The rank whose task failed speaks for all, below.
    } catch (...) {
        own = std::current_exception();
        if (current >= 0) fail(current);
    }
    together(ranks_, [&] {
        if (own != nullptr) std::rethrow_exception(own);
    });
}

}  // namespace lhits
