#include "lhits/parallel/task_pool.hpp"

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "lhits/base/error.hpp"
#include "lhits_test.hpp"

using lhits::Task;
using lhits::TaskPool;
using lhits::test::world;

namespace {

std::vector<Task> independent(int count) {
    std::vector<Task> tasks;
    for (int i = 0; i < count; ++i)
        tasks.push_back({.name = "task " + std::to_string(i), .cost = 1.0 + i});
    return tasks;
}

/// How often each task ran, over all ranks.
std::vector<int> total(std::vector<int> counts) {
    MPI_Allreduce(MPI_IN_PLACE, counts.data(), static_cast<int>(counts.size()), MPI_INT, MPI_SUM,
                  world().handle());
    return counts;
}

void nap(int milliseconds) { std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds)); }

}  // namespace

LHITS_TEST(every_task_runs_once, 1, 2, 3, 4) {
    constexpr int count = 37;
    TaskPool pool(world(), independent(count));
    std::vector<int> runs(count, 0);
    pool.run([&](int task) { ++runs[static_cast<std::size_t>(task)]; });
    for (const int times : total(runs)) BOOST_TEST(times == 1);
    BOOST_TEST(pool.done_tasks() == count);
}

LHITS_TEST(very_many_tasks_run_once_each, 1, 4) {
    constexpr int count = 20000;
    auto tasks = independent(count);
    for (int t = 1; t < count; t += 2) tasks[static_cast<std::size_t>(t)].needs = {t - 1};
    TaskPool pool(world(), tasks);
    std::vector<int> runs(count, 0);
    pool.run([&](int task) { ++runs[static_cast<std::size_t>(task)]; });
    const auto all = total(runs);
    BOOST_TEST(std::count(all.begin(), all.end(), 1) == count);
}

LHITS_TEST(more_ranks_than_tasks, 4) {
    TaskPool pool(world(), independent(2));
    std::vector<int> runs(2, 0);
    pool.run([&](int task) { ++runs[static_cast<std::size_t>(task)]; });
    for (const int times : total(runs)) BOOST_TEST(times == 1);
}

LHITS_TEST(no_tasks_at_all, 1, 2) {
    TaskPool pool(world(), {});
    pool.run([](int) { BOOST_FAIL("there is nothing to run"); });
    BOOST_TEST(pool.done_tasks() == 0.0);
}

// While rank 0 holds its first task, the others do all the rest.
LHITS_TEST(slow_rank_holds_nobody_up, 2, 4) {
    constexpr int count = 21;
    TaskPool pool(world(), independent(count));
    std::vector<int> runs(count, 0);
    int own = 0;
    pool.run([&](int task) {
        ++runs[static_cast<std::size_t>(task)];
        nap(world().rank() == 0 && own++ == 0 ? 500 : 1);
    });
    for (const int times : total(runs)) BOOST_TEST(times == 1);
    if (world().rank() == 0) BOOST_TEST(own <= 2);
}

LHITS_TEST(inputs_come_first, 1, 2, 3, 4) {
    // A long-costed task that needs two others must still come after both.
    std::vector<Task> tasks = independent(3);
    tasks[2].needs = {0, 1};
    TaskPool pool(world(), tasks);
    std::vector<double> begin(3, 0.0);
    std::vector<double> end(3, 0.0);
    // One clock for all processes of this machine: MPI_Wtime may start anew in each.
    const auto now = [] {
        return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch())
            .count();
    };
    pool.run([&](int task) {
        begin[static_cast<std::size_t>(task)] = now();
        nap(30);
        end[static_cast<std::size_t>(task)] = now();
    });
    for (auto* times : {&begin, &end}) {
        MPI_Allreduce(MPI_IN_PLACE, times->data(), 3, MPI_DOUBLE, MPI_MAX, world().handle());
    }
    BOOST_TEST(begin[2] >= end[0]);
    BOOST_TEST(begin[2] >= end[1]);
}

LHITS_TEST(done_tasks_are_not_handed_out, 2) {
    std::vector<Task> tasks = independent(4);
    tasks[1].done = true;
    tasks[2].needs = {1};
    TaskPool pool(world(), tasks);
    std::vector<int> runs(4, 0);
    pool.run([&](int task) { ++runs[static_cast<std::size_t>(task)]; });
    const auto all = total(runs);
    BOOST_TEST(all == (std::vector<int>{1, 0, 1, 1}), boost::test_tools::per_element());
}

LHITS_TEST(an_error_reaches_every_rank, 1, 2, 3, 4) {
    TaskPool pool(world(), independent(20));
    std::string message;
    int status = 0;
    try {
        pool.run([&](int task) {
            if (task == 7) throw lhits::InputError("task 7 is broken");
            for (int i = 0; i < 3; ++i) {
                nap(1);
                pool.tick(task, 0.3 * i, nullptr);
            }
        });
    } catch (const lhits::Error& error) {
        message = error.what();
        status = static_cast<int>(error.status());
        BOOST_TEST(error.everywhere());
    }
    BOOST_TEST(message == "task 7 is broken");
    BOOST_TEST(status == 2);
}

LHITS_TEST(rings_are_refused, 1) {
    std::vector<Task> tasks = independent(2);
    tasks[0].needs = {1};
    tasks[1].needs = {0};
    BOOST_CHECK_THROW(TaskPool(world(), tasks), std::invalid_argument);
}

// Two teams share three tasks, then every rank takes single ones, which wait for the teams' tasks.
LHITS_TEST(teams_come_first_and_then_single_ranks, 1, 2, 3, 4) {
    std::vector<Task> tasks = independent(7);
    for (std::size_t t = 3; t < 7; ++t) {
        tasks[t].level = 1;
        tasks[t].needs = {0, 1, 2};
    }
    TaskPool pool(world(), tasks);
    const auto pair = world().split(world().rank() / 2);
    const auto alone = lhits::Communicator::self();
    const lhits::Communicator* const teams[] = {&pair, &alone};
    std::vector<int> leaders(7, 0);
    pool.run(teams, [&](int task, const lhits::Communicator& team) {
        BOOST_TEST(&team == teams[tasks[static_cast<std::size_t>(task)].level]);
        team.barrier();
        if (team.rank() == 0) ++leaders[static_cast<std::size_t>(task)];
    });
    BOOST_TEST(total(leaders) == std::vector<int>(7, 1), boost::test_tools::per_element());
}

LHITS_TEST(an_error_in_one_team_reaches_every_rank, 2, 3, 4) {
    TaskPool pool(world(), independent(6));
    const auto pair = world().split(world().rank() / 2);
    const lhits::Communicator* const teams[] = {&pair};
    const auto attempt = [&] {
        pool.run(teams, [&](int task, const lhits::Communicator& team) {
            team.barrier();
            if (task == 3) throw lhits::InputError("task 3 is broken");
        });
    };
    BOOST_CHECK_EXCEPTION(attempt(), lhits::InputError, [](const lhits::InputError& error) {
        return error.everywhere() && std::string(error.what()) == "task 3 is broken";
    });
}

LHITS_TEST(a_large_team_does_not_wait_for_a_small_one, 1) {
    std::vector<Task> tasks = independent(2);
    tasks[1].level = 1;
    tasks[0].needs = {1};
    BOOST_CHECK_THROW(TaskPool(world(), tasks), std::invalid_argument);
}
