#include "lhits/parallel/schedule.hpp"

#include <chrono>
#include <numeric>

#include "lhits_test.hpp"

using lhits::Crew;
using lhits::simulate;
using lhits::Task;
using lhits::TaskOrder;

namespace {

std::vector<Task> tasks_of(const std::vector<double>& costs) {
    std::vector<Task> tasks;
    for (const double cost : costs) tasks.push_back({.name = "task", .cost = cost});
    return tasks;
}

}  // namespace

LHITS_TEST(the_longest_chain_goes_first, 1) {
    auto tasks = tasks_of({3.0, 1.0, 4.0, 2.0});
    tasks[2].needs = {1};  // 1 + 4 is longer than 3
    TaskOrder order(tasks);
    BOOST_TEST(order.next(0) == 1);
    order.take(1);
    BOOST_TEST(order.next(0) == 0);
    order.finish(1);
    BOOST_TEST(order.next(0) == 2);
    BOOST_TEST(order.next(1) == -1);
    for (const int task : {2, 0, 3}) order.take(task);
    BOOST_TEST(!order.any_waiting(0));
    BOOST_TEST(!order.all_finished());
    for (const int task : {2, 0, 3}) order.finish(task);
    BOOST_TEST(order.all_finished());
    BOOST_TEST(order.critical_path() == (std::vector<int>{1, 2}), boost::test_tools::per_element());
}

LHITS_TEST(longest_first_on_a_few_ranks, 1) {
    const auto tasks = tasks_of({4.0, 3.0, 3.0, 2.0});
    BOOST_TEST(simulate(tasks, {1, {1}}).seconds == 12.0);
    BOOST_TEST(simulate(tasks, {2, {1}}).seconds == 6.0);  // 4 + 2 beside 3 + 3
    BOOST_TEST(simulate(tasks, {3, {1}}).seconds == 5.0);
    BOOST_TEST(simulate(tasks, {100, {1}}).seconds == 4.0);
    BOOST_TEST(simulate(tasks, {100, {1}}).busy_seconds == 12.0);
}

LHITS_TEST(tasks_wait_for_what_they_need, 1) {
    auto tasks = tasks_of({2.0, 5.0, 1.0});
    tasks[1].needs = {0};
    tasks[1].level = 1;
    BOOST_TEST(simulate(tasks, {2, {1, 1}}).seconds == 7.0);
    tasks[0].done = true;
    BOOST_TEST(simulate(tasks, {2, {1, 1}}).seconds == 5.0);
}

LHITS_TEST(teams_part_into_smaller_ones, 1) {
    auto tasks = tasks_of({3.0, 1.0, 1.0, 1.0, 1.0});
    for (std::size_t t = 1; t < 5; ++t) tasks[t].level = 1;
    const auto time = simulate(tasks, {4, {4, 1}});
    BOOST_TEST(time.seconds == 4.0);  // four ranks on the first, then one on each of the others
    BOOST_TEST(time.busy_seconds == 16.0);
}

LHITS_TEST(ranks_that_share_cores_are_slower, 1) {
    const auto tasks = tasks_of({1.0, 1.0, 1.0, 2.0});
    BOOST_TEST(simulate(tasks, {4, {1}, 2.0}).seconds == 3.0);  // four at half speed, then one
    BOOST_TEST(simulate(tasks, {4, {1}, 2.0}).busy_seconds == 5.0);
}

LHITS_TEST(many_ranks_take_no_longer_to_simulate, 1) {
    std::vector<double> costs(400);
    std::iota(costs.begin(), costs.end(), 1.0);
    const auto begin = std::chrono::steady_clock::now();
    BOOST_TEST(simulate(tasks_of(costs), {100000, {1}}).seconds == 400.0);
    const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - begin;
    BOOST_TEST(spent.count() < 1.0);
}

LHITS_TEST(many_tasks_take_no_longer_each, 1) {
    std::vector<double> costs(200000, 1.0);
    const auto begin = std::chrono::steady_clock::now();
    BOOST_TEST(simulate(tasks_of(costs), {8, {1}}).seconds == 25000.0);
    const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - begin;
    BOOST_TEST(spent.count() < 5.0);  // a step that looks at all tasks would take minutes
}
