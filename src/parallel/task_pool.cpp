#include "lhits/parallel/task_pool.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <exception>
#include <stdexcept>
#include <thread>
#include <utility>

#include "lhits/base/error.hpp"
#include "lhits/base/interrupt.hpp"
#include "lhits/base/progress.hpp"
#include "lhits/parallel/communicator.hpp"
#include "lhits/parallel/mpi_check.hpp"
#include "lhits/parallel/agree_on_errors.hpp"

namespace lhits {
namespace {

constexpr std::int64_t whole = 1'000'000;
constexpr double tick_seconds = 0.25;

/// A rank stops because another one did, which has the real message.
[[noreturn]] void throw_ended_elsewhere() { throw Failure("stopped because another rank did"); }

void throw_if_stopped() {
    const auto stop = stop_requested();
    if (stop == Stop::no) return;
    throw Stopped(fmt::format("stopped {}; the same command again goes on from here",
                              stop == Stop::signal ? "by a signal" : "near the time limit"));
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
    : ranks_(ranks), tasks_(std::move(tasks)), order_(tasks_) {
    const auto entries = ranks.rank() == 0 ? 2 * tasks_.size() + 1 : 0;
    check_mpi(
        MPI_Win_allocate(static_cast<MPI_Aint>(entries * sizeof(std::int64_t)),
                         sizeof(std::int64_t), MPI_INFO_NULL, ranks.handle(), &memory_, &window_),
        "MPI_Win_allocate (one-sided communication between these nodes; Debian's Open MPI has it "
        "with OMPI_MCA_osc=^ucx in the environment)");
    if (ranks.rank() == 0) {
        lock_and(MPI_LOCK_EXCLUSIVE, [&] {
            for (std::size_t t = 0; t < tasks_.size(); ++t) {
                memory_[t] = tasks_[t].done ? TaskOrder::finished : TaskOrder::waiting;
                memory_[tasks_.size() + t] = tasks_[t].done ? whole : 0;
            }
            memory_[2 * tasks_.size()] = 0;
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

TaskPool::Content TaskPool::read_window() {
    std::vector<std::int64_t> all(2 * tasks_.size() + 1);
    const int count = static_cast<int>(all.size());
    check_mpi(MPI_Get(all.data(), count, MPI_INT64_T, 0, 0, count, MPI_INT64_T, window_),
              "MPI_Get");
    check_mpi(MPI_Win_flush(0, window_), "MPI_Win_flush");
    const auto middle = all.begin() + static_cast<std::ptrdiff_t>(tasks_.size());
    return {{all.begin(), middle}, {middle, all.end() - 1}, all.back() != 0};
}

void TaskPool::put(std::int64_t value, std::size_t place) {
    check_mpi(
        MPI_Put(&value, 1, MPI_INT64_T, 0, static_cast<MPI_Aint>(place), 1, MPI_INT64_T, window_),
        "MPI_Put");
    check_mpi(MPI_Win_flush(0, window_), "MPI_Win_flush");
}

int TaskPool::take(int level, Progress* progress) {
    Patience patience;
    while (true) {
        throw_if_stopped();
        Content content;
        int chosen = -1;
        lock_and(MPI_LOCK_EXCLUSIVE, [&] {
            content = read_window();
            if (!content.ended_early) chosen = order_.next(content.states, level);
            if (chosen >= 0) put(TaskOrder::taken, static_cast<std::size_t>(chosen));
        });
        if (content.ended_early) throw_ended_elsewhere();
        if (chosen >= 0) return chosen;
        if (!order_.any_waiting(content.states, level)) return -1;
        tick(-1, 0.0, progress);
        patience.wait();
    }
}

int TaskPool::take_as_team(const Communicator& team, int level, Progress* progress) {
    int chosen = -1;
    on_root(team, [&] { chosen = take(level, progress); });
    return static_cast<int>(team.broadcast(static_cast<double>(chosen)));
}

void TaskPool::finish(int task) {
    lock_and(MPI_LOCK_EXCLUSIVE, [&] { put(TaskOrder::finished, static_cast<std::size_t>(task)); });
}

bool TaskPool::end_early() {
    bool first = false;
    lock_and(MPI_LOCK_EXCLUSIVE, [&] {
        first = !read_window().ended_early;
        put(1, 2 * tasks_.size());
    });
    return first;
}

void TaskPool::tick(int task, double fraction, Progress* progress) {
    throw_if_stopped();
    if (ranks_.rank() == 0) {
        // The others wait for this rank's window where the network cannot reach into its memory by
        // itself; any call has MPI look after them.
        int unused = 0;
        check_mpi(
            MPI_Iprobe(MPI_ANY_SOURCE, MPI_ANY_TAG, ranks_.handle(), &unused, MPI_STATUS_IGNORE),
            "MPI_Iprobe");
    }
    const double now = MPI_Wtime();
    if (now - last_tick_ < tick_seconds) return;
    last_tick_ = now;
    Content content;
    lock_and(MPI_LOCK_EXCLUSIVE, [&] {
        content = read_window();
        if (task < 0) return;
        put(static_cast<std::int64_t>(fraction * static_cast<double>(whole)),
            tasks_.size() + static_cast<std::size_t>(task));
    });
    if (content.ended_early) throw_ended_elsewhere();
    if (progress != nullptr && progress->due()) progress->update(done_tasks());
}

double TaskPool::done_tasks() {
    Content content;
    lock_and(MPI_LOCK_SHARED, [&] { content = read_window(); });
    double all = 0.0;
    double done = 0.0;
    for (std::size_t t = 0; t < tasks_.size(); ++t) {
        const double fraction =
            content.states[t] == TaskOrder::finished
                ? 1.0
                : static_cast<double>(content.fractions[t]) / static_cast<double>(whole);
        all += tasks_[t].cost;
        done += tasks_[t].cost * fraction;
    }
    return all > 0.0 ? done / all * static_cast<double>(tasks_.size()) : 0.0;
}

void TaskPool::wait_all(Progress* progress) {
    Patience patience;
    while (true) {
        Content content;
        lock_and(MPI_LOCK_SHARED, [&] { content = read_window(); });
        if (content.ended_early) throw_ended_elsewhere();
        if (std::all_of(content.states.begin(), content.states.end(),
                        [](auto s) { return s == TaskOrder::finished; })) {
            return;
        }
        tick(-1, 0.0, progress);
        patience.wait();
    }
}

void TaskPool::run(std::span<const Communicator* const> teams, const TeamWork& work,
                   Progress* progress) {
    if (progress != nullptr) progress->update(done_tasks());
    std::exception_ptr own;
    try {
        for (std::size_t level = 0; level < teams.size(); ++level) {
            const Communicator& team = *teams[level];
            for (int task = 0;
                 (task = take_as_team(team, static_cast<int>(level), progress)) >= 0;) {
                work(task, team);
                if (team.rank() == 0) finish(task);
            }
        }
        wait_all(progress);
    } catch (...) {
        // The first rank to end early speaks for all; what the others throw follows from that.
        if (end_early()) own = std::current_exception();
    }
    agree_on_errors(ranks_, [&] {
        if (own != nullptr) std::rethrow_exception(own);
    });
}

void TaskPool::run(const std::function<void(int task)>& work, Progress* progress) {
    const auto alone = Communicator::self();
    const Communicator* const teams[] = {&alone};
    run(
        teams, [&](int task, const Communicator&) { work(task); }, progress);
}

}  // namespace lhits
