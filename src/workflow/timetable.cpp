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

/// Adds a pool, one of several that come one after the other.
void add(Timetable::Stage& stage, const std::vector<Task>& tasks, const Crew& crew) {
    const auto time = simulate(tasks, crew);
    stage.seconds += time.seconds;
    stage.busy_seconds += time.busy_seconds;
}

Timetable::Stage learning_stage(LearningTimes& times, Timetable& schedule) {
    const auto all = learning_plan(times.runs(), Learning::both, schedule.ranks, times.costs());
    const auto [teams, time] = fastest_teams(all, schedule.ranks, schedule.cores, times);
    schedule.reduction_team = teams.reductions;
    schedule.stepper_team = teams.steppers;
    const auto tasks = timed_tasks(all, teams, times);
    for (const int task : TaskOrder(tasks).critical_path()) {
        schedule.critical_path.push_back(tasks[static_cast<std::size_t>(task)].name);
        schedule.critical_seconds += tasks[static_cast<std::size_t>(task)].cost;
    }
    return {"reduce and train", time.seconds, time.busy_seconds};
}

/// Without its efficiency.
Timetable timetable_on(const Sweep& sweep, int ranks, double cores, Costs& costs,
                     LearningTimes& times) {
    Timetable made;
    made.ranks = ranks;
    made.cores = cores;
    const Crew crew{ranks, {1}, cores};
    Timetable::Stage generating{"generate"};
    const auto generate = [&](const Run& run) {
        add(generating, generate_plan(run, trajectory_members(run), ranks, costs).tasks,
            {ranks, {run.team.size()}, cores});
    };
    for (const auto& run : sweep.shared) generate(run);
    for (std::size_t i = 0; i < sweep.runs.size(); ++i) {
        const auto shares = [&](const Run& shared) {
            return shared.directory.path() == sweep.shares[i];
        };
        if (std::any_of(sweep.shared.begin(), sweep.shared.end(), shares)) continue;
        generate(sweep.runs[i]);
    }
    made.stages.push_back(generating);
    made.stages.push_back(learning_stage(times, made));
    Timetable::Stage coupling{"couple"};
    Timetable::Stage forecasting{"forecast"};
    for (const auto& run : sweep.runs) {
        const auto choices = all_choices(run);
        add(coupling, coupling_plan(run, choices, costs).tasks, crew);
        if (run.deck.coupling.search == "range") {  // any stride may be the best
            const std::vector<std::size_t> coarsest(choices.size(),
                                                    run.deck.steppers.strides.size() - 1);
            add(coupling, finer_ends_plan(run, choices, coarsest, costs).tasks, crew);
        }
        add(coupling, trust_plan(run, costs).tasks, crew);
        add(forecasting, forecast_plan(run, forecast_units(run, {}), ranks, costs).tasks, crew);
        add(forecasting, ensemble_plan(run, costs).tasks, crew);
    }
    made.stages.push_back(coupling);
    made.stages.push_back(forecasting);
    return made;
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

double Timetable::seconds() const {
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
    Timetables made;
    const double alone = timetable_on(sweep, 1, 1.0, known, times).seconds();
    const auto on = [&](int number) {
        auto one = timetable_on(sweep, number, cores_of(number), known, times);
        one.efficiency = alone / (one.seconds() * std::min<double>(number, one.cores));
        return one;
    };
    // A batch has 16 shards at most.
    const auto tasks = learning_plan(sweep.runs, Learning::both, 1, known).tasks.size();
    const int useful = static_cast<int>(16 * tasks);
    const int most = cores > 0 ? std::min(cores, useful) : useful;
    constexpr double enough = 0.8;
    for (const int number : numbers_of_ranks(most)) {
        const auto one = on(number);
        if (one.efficiency >= enough && one.ranks > made.recommended.ranks) made.recommended = one;
        if (number == 1) made.recommended = one;
        const bool power = (number & (number - 1)) == 0;
        if (power && number < ranks) made.asked.push_back(one);
        if (number > ranks && one.efficiency < enough) break;
    }
    made.asked.push_back(on(ranks));
    return made;
}

std::string timetable_text(const Timetables& timetables, int ranks) {
    const auto& asked = timetables.asked.back();
    std::string text = fmt::format("schedule   on {} rank(s)", ranks);
    if (asked.cores < static_cast<double>(ranks)) {
        text += fmt::format(" that share {:g} core(s)", asked.cores);
    }
    text += '\n';
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

std::string measured_costs(const Sweep& sweep) {
    Costs costs;
    costs.measure_exchange(sweep.runs.front().ranks);
    LearningTimes times(sweep.runs, costs);
    for (const int ranks : {1, 2, 4}) timetable_on(sweep, ranks, ranks, costs, times);
    return costs.text();
}

}  // namespace lhits
