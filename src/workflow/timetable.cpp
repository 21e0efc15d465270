#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <limits>

#include "couple_plan.hpp"
#include "ensemble/ensemble_plan.hpp"
#include "forecast/forecast_plan.hpp"
#include "generate_plan.hpp"
#include "learn/learning_teams.hpp"
#include "lhits/base/progress.hpp"
#include "lhits/workflow/timetable.hpp"
#include "lhits/workflow/sweep.hpp"

namespace lhits {
namespace {

/// Tasks that are done together. The pools of a deck come one after the other.
struct Pool {
    const char* stage;
    std::vector<Task> tasks;
    std::vector<int> team_sizes{1};
};

/// The stage of all trainings.
constexpr const char* learning = "reduce and train";

/// The teams are those with which the trainings end first.
Pool learning_pool(int ranks, double cores, LearningTimes& times) {
    const auto all = learning_plan(times.runs(), Learning::both, ranks, times.costs());
    const auto teams = fastest_teams(all, ranks, cores, times).teams;
    return {learning, timed_tasks(all, teams, times), {teams.reductions, teams.steppers}};
}

/// All that run does, in its order.
std::vector<Pool> pools_of(const Sweep& sweep, int ranks, double cores, Costs& costs,
                           LearningTimes& times) {
    std::vector<Pool> pools;
    const auto generate = [&](const Run& run) {
        auto plan = generate_plan(run, trajectory_members(run), ranks, costs);
        pools.push_back({"generate", std::move(plan.tasks), {run.team.size()}});
    };
    for (const auto& run : sweep.shared) generate(run);
    for (std::size_t i = 0; i < sweep.runs.size(); ++i) {
        const auto shares = [&](const Run& shared) {
            return shared.directory.path() == sweep.shares[i];
        };
        if (std::none_of(sweep.shared.begin(), sweep.shared.end(), shares)) generate(sweep.runs[i]);
    }
    pools.push_back(learning_pool(ranks, cores, times));
    for (const auto& run : sweep.runs) {
        const auto choices = all_choices(run);
        pools.push_back({"couple", coupling_plan(run, choices, costs).tasks});
        if (run.deck.coupling.search == "range") {  // any stride may be the best
            const std::vector<std::size_t> coarsest(choices.size(),
                                                    run.deck.steppers.strides.size() - 1);
            pools.push_back({"couple", finer_ends_plan(run, choices, coarsest, costs).tasks});
        }
        pools.push_back({"couple", trust_plan(run, costs).tasks});
        auto forecasts = forecast_plan(run, forecast_units(run, {}), ranks, costs);
        pools.push_back({"forecast", std::move(forecasts.tasks)});
        pools.push_back({"forecast", ensemble_plan(run, costs).tasks});
    }
    return pools;
}

/// Without its efficiency.
Timetable timetable_on(const Sweep& sweep, int ranks, double cores, Costs& costs,
                       LearningTimes& times) {
    Timetable result;
    result.ranks = ranks;
    result.cores = cores;
    result.start_seconds = costs.start(ranks);
    for (const char* name : {"generate", learning, "couple", "forecast"}) {
        result.stages.push_back({name});
    }
    for (const auto& pool : pools_of(sweep, ranks, cores, costs, times)) {
        const auto time = simulate(pool.tasks, {ranks, pool.team_sizes, cores});
        auto& stage = *std::find_if(result.stages.begin(), result.stages.end(),
                                    [&](const auto& one) { return one.name == pool.stage; });
        stage.seconds += time.seconds;
        stage.busy_seconds += time.busy_seconds;
        if (pool.stage != learning) continue;
        result.reduction_team = pool.team_sizes.front();
        result.stepper_team = pool.team_sizes.back();
        for (const int task : TaskOrder(pool.tasks).critical_path()) {
            result.critical_path.push_back(pool.tasks[static_cast<std::size_t>(task)].name);
            result.critical_seconds += pool.tasks[static_cast<std::size_t>(task)].cost;
        }
    }
    return result;
}

/// 1, 2, 3, 4, 6, 8, 12 ... up to more ranks than have anything to do.
std::vector<int> numbers_of_ranks(int most) {
    std::vector<int> numbers;
    for (int two = 1; two <= most; two *= 2) {
        numbers.push_back(two);
        if (two >= 2 && two + two / 2 <= most) numbers.push_back(two + two / 2);
    }
    return numbers;
}

}  // namespace

double Timetable::work_seconds() const {
    double sum = 0.0;
    for (const auto& stage : stages) sum += stage.seconds;
    return sum;
}

Timetables timetables(const Sweep& sweep, int ranks, int cores, const std::string& costs) {
    Costs known(costs);
    LearningTimes times(sweep.runs, known);
    const auto cores_of = [&](int number) {
        return static_cast<double>(cores > 0 ? cores : number);
    };
    Timetables result;
    const double alone = timetable_on(sweep, 1, 1.0, known, times).work_seconds();
    const auto on = [&](int number) {
        auto one = timetable_on(sweep, number, cores_of(number), known, times);
        one.efficiency = alone / (one.work_seconds() * std::min<double>(number, one.cores));
        return one;
    };
    // A batch has 16 shards at most.
    const auto tasks = learning_plan(sweep.runs, Learning::both, 1, known).tasks.size();
    const int useful = static_cast<int>(16 * tasks);
    const int most = cores > 0 ? std::min(cores, useful) : useful;
    constexpr double enough = 0.8;
    for (const int number : numbers_of_ranks(most)) {
        const auto one = on(number);
        if (one.efficiency >= enough && one.ranks > result.recommended.ranks)
            result.recommended = one;
        if (number == 1) result.recommended = one;
        const bool power = (number & (number - 1)) == 0;
        if (power && number < ranks) result.asked.push_back(one);
        if (number > ranks && one.efficiency < enough) break;
    }
    result.asked.push_back(on(ranks));
    return result;
}

Timetable timetable_of_one_rank(const Sweep& sweep, const std::string& costs) {
    Costs known(costs);
    LearningTimes times(sweep.runs, known);
    return timetable_on(sweep, 1, 1.0, known, times);
}

std::string time_text(const Timetable& timetable) {
    constexpr double seconds_of_hour = 3600.0;
    return fmt::format(
        "time       about {} on one rank, {:.2g} core hours (on N ranks: --ranks N)\n",
        duration_text(timetable.seconds()), timetable.seconds() / seconds_of_hour);
}

std::string timetable_text(const Timetables& timetables, int ranks) {
    const auto& asked = timetables.asked.back();
    std::string text = fmt::format("schedule   on {} rank(s)", ranks);
    if (asked.cores < static_cast<double>(ranks)) {
        text += fmt::format(" that share {:g} core(s)", asked.cores);
    }
    text += '\n';
    text += fmt::format("  {:<18} {}\n", "start and end", duration_text(asked.start_seconds));
    for (const auto& stage : asked.stages) {
        text += fmt::format("  {:<18} {}\n", stage.name, duration_text(stage.seconds));
    }
    text += fmt::format("  {:<18} {}, efficiency {:.0f} %\n", "all", duration_text(asked.seconds()),
                        100.0 * asked.efficiency);
    text += fmt::format("  autoencoders in teams of {} rank(s), steppers of {}\n",
                        asked.reduction_team, asked.stepper_team);
    text += fmt::format("  critical path      {}: {}\n", duration_text(asked.critical_seconds),
                        fmt::join(asked.critical_path, ", then "));
    text += "  ranks    time                efficiency\n";
    for (const auto& one : timetables.asked) {
        text += fmt::format("  {:<8} {:<19} {:.0f} %\n", one.ranks, duration_text(one.seconds()),
                            100.0 * one.efficiency);
    }
    const auto& best = timetables.recommended;
    return text + fmt::format(
                      "  recommended: {} rank(s), {}, efficiency {:.0f} % (the most of which four "
                      "fifths are used)\n",
                      best.ranks, duration_text(best.seconds()), 100.0 * best.efficiency);
}

std::string tasks_text(const Sweep& sweep, int ranks, const std::string& costs) {
    auto known = ranks > 0 ? Costs(costs) : Costs::assumed();
    LearningTimes times(sweep.runs, known);
    const int many = std::max(1, ranks);
    std::string text = "stage\tseconds\ttask\n";
    for (const auto& pool : pools_of(sweep, many, many, known, times)) {
        for (const auto& task : pool.tasks) {
            text += fmt::format("{}\t{:.3g}\t{}\n", task.stage, task.cost, task.name);
        }
    }
    return text;
}

std::string measured_costs(const Sweep& sweep) {
    Costs costs;
    costs.measure_exchange(sweep.runs.front().ranks);
    LearningTimes times(sweep.runs, costs);
    for (const int ranks : {1, 2, 4}) timetable_on(sweep, ranks, ranks, costs, times);
    return costs.text();
}

}  // namespace lhits
