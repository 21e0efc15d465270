#include "lhits/parallel/task_pool.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <exception>
#include <limits>
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
/// In the log: the run has ended early on some rank.
constexpr std::int64_t ended = std::numeric_limits<std::int64_t>::max();
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
    const auto entries = ranks.rank() == 0 ? log_size() + tasks_.size() : 0;
    // On one node rank 0 need not answer: MPI gives shared memory. (Its other windows there, those
    // of Open MPI 4.1, end in a crash at MPI_Compare_and_swap().)
    const bool one_node = ranks.split_by_node().size() == ranks.size();
    check_mpi(
        (one_node ? MPI_Win_allocate_shared : MPI_Win_allocate)(
            static_cast<MPI_Aint>(entries * sizeof(std::int64_t)), sizeof(std::int64_t),
            MPI_INFO_NULL, ranks.handle(), &memory_, &window_),
        "MPI_Win_allocate (one-sided communication between these nodes; Debian's Open MPI has "
        "it with OMPI_MCA_osc=^ucx in the environment)");
    check_mpi(MPI_Win_lock_all(0, window_), "MPI_Win_lock_all");
    std::fill_n(memory_, entries, 0);
    check_mpi(MPI_Win_sync(window_), "MPI_Win_sync");
    ranks.barrier();
}

TaskPool::~TaskPool() {
    // Freeing a window is collective: while an error of this rank alone unwinds, the others are
    // not here, and the job is about to be aborted.
    if (window_ == MPI_WIN_NULL || std::uncaught_exceptions() > 0) return;
    MPI_Win_unlock_all(window_);
    MPI_Win_free(&window_);
}

void TaskPool::flush() { check_mpi(MPI_Win_flush(0, window_), "MPI_Win_flush"); }

void TaskPool::read(std::span<std::int64_t> values, std::size_t place) {
    const int n = static_cast<int>(values.size());
    check_mpi(MPI_Get_accumulate(nullptr, 0, MPI_INT64_T, values.data(), n, MPI_INT64_T, 0,
                                 static_cast<MPI_Aint>(place), n, MPI_INT64_T, MPI_NO_OP, window_),
              "MPI_Get_accumulate");
    flush();
}

void TaskPool::catch_up() {
    std::array<std::int64_t, 32> some{};
    while (seen_ < log_size()) {
        const auto latest = std::span(some).first(std::min(some.size(), log_size() - seen_));
        read(latest, seen_);
        for (const auto event : latest) {
            if (event == 0) return;
            apply(event);
        }
    }
}

void TaskPool::apply(std::int64_t event) {
    ++seen_;
    if (event == ended) {
        ended_early_ = true;
    } else if (event > 0) {
        order_.take(static_cast<int>(event - 1));
    } else {
        order_.finish(static_cast<int>(-event - 1));
    }
}

bool TaskPool::add(std::int64_t event) {
    constexpr std::int64_t empty = 0;
    std::int64_t found = 0;
    check_mpi(MPI_Compare_and_swap(&event, &empty, &found, MPI_INT64_T, 0,
                                   static_cast<MPI_Aint>(seen_), window_),
              "MPI_Compare_and_swap");
    flush();
    if (found != empty) return false;
    apply(event);
    return true;
}

int TaskPool::take(int level, int finished, Progress* progress) {
    Patience patience;
    while (true) {
        throw_if_stopped();
        catch_up();
        if (ended_early_) throw_ended_elsewhere();
        if (finished >= 0) {
            if (add(-(finished + 1))) finished = -1;
        } else if (const int chosen = order_.next(level); chosen >= 0) {
            if (add(chosen + 1)) return chosen;
        } else if (!order_.any_waiting(level)) {
            return -1;
        } else {
            tick(-1, 0.0, progress);
            patience.wait();
        }
    }
}

int TaskPool::take_as_team(const Communicator& team, int level, int finished, Progress* progress) {
    int chosen = -1;
    on_root(team, [&] { chosen = take(level, finished, progress); });
    return static_cast<int>(team.broadcast(static_cast<double>(chosen)));
}

bool TaskPool::end_early() {
    while (true) {
        catch_up();
        if (ended_early_) return false;
        if (add(ended)) return true;
    }
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
    catch_up();
    if (ended_early_) throw_ended_elsewhere();
    if (task >= 0) {
        const auto millionths = static_cast<std::int64_t>(fraction * static_cast<double>(whole));
        check_mpi(MPI_Accumulate(&millionths, 1, MPI_INT64_T, 0,
                                 static_cast<MPI_Aint>(log_size() + static_cast<std::size_t>(task)),
                                 1, MPI_INT64_T, MPI_REPLACE, window_),
                  "MPI_Accumulate");
        flush();
    }
    if (progress != nullptr && progress->due()) progress->update(done_tasks());
}

double TaskPool::done_tasks() {
    std::vector<std::int64_t> reached(tasks_.size());
    catch_up();
    read(reached, log_size());
    double all = 0.0;
    double done = 0.0;
    for (std::size_t t = 0; t < tasks_.size(); ++t) {
        const double fraction = order_.is_finished(static_cast<int>(t))
                                    ? 1.0
                                    : static_cast<double>(reached[t]) / static_cast<double>(whole);
        all += tasks_[t].cost;
        done += tasks_[t].cost * fraction;
    }
    return all > 0.0 ? done / all * static_cast<double>(tasks_.size()) : 0.0;
}

void TaskPool::wait_all(Progress* progress) {
    Patience patience;
    while (true) {
        catch_up();
        if (ended_early_) throw_ended_elsewhere();
        if (order_.all_finished()) return;
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
            int task = -1;
            while ((task = take_as_team(team, static_cast<int>(level), task, progress)) >= 0) {
                work(task, team);
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
