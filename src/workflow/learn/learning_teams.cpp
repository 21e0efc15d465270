#include "learning_teams.hpp"

#include <algorithm>

#include "training_costs.hpp"

namespace lhits {
namespace {

std::vector<LearningTeams> candidates(const Run& first, int ranks) {
    if (first.stacked()) return {{1, 1}};
    const int asked = static_cast<int>(first.deck.run.team);
    std::vector<LearningTeams> all;
    for (int reductions = 1; reductions <= std::min(ranks, largest_team); ++reductions) {
        if (asked > 0 && reductions != asked) continue;
        for (int steppers = 1; steppers <= reductions; ++steppers) {
            if (reductions % steppers == 0) all.push_back({reductions, steppers});
        }
    }
    if (all.empty()) all.push_back({asked, 1});
    return all;
}

int largest_divisor(int number, int most) {
    int divisor = std::clamp(most, 1, number);
    while (number % divisor != 0) --divisor;
    return divisor;
}

}  // namespace

LearningTeams even_teams(std::span<const Run> runs, const LearningPlan& all, int ranks) {
    if (runs.front().stacked()) return {1, 1};
    int autoencoders = 0;
    int steppers = 0;
    for (std::size_t i = 0; i < all.jobs.size(); ++i) {
        if (all.tasks[i].done) continue;
        const auto& job = all.jobs[i];
        steppers += job.kind == LearningJob::Kind::steppers ? 1 : 0;
        const bool trained = job.kind == LearningJob::Kind::dimension ||
                             (job.kind == LearningJob::Kind::reduction && all.tasks[i].level == 0);
        autoencoders += trained ? 1 : 0;
    }
    const auto asked = static_cast<int>(runs.front().deck.run.team);
    const int tasks = autoencoders > 0 ? autoencoders : std::max(1, steppers);
    const int team = asked > 0 ? asked : std::clamp(ranks / tasks, 1, largest_team);
    return {team, largest_divisor(team, ranks / std::max(1, steppers))};
}

double LearningTimes::seconds(const LearningJob& job, const std::string& name, int team) {
    const auto place = static_cast<std::size_t>(std::min(team, largest_team));
    auto& known = known_[name][place];  // 0 until it is worked out
    if (known == 0.0) {
        known = seconds_of_job(runs_[job.run], job, static_cast<int>(place), costs_);
    }
    return known;
}

std::vector<Task> timed_tasks(const LearningPlan& all, const LearningTeams& teams,
                              LearningTimes& times) {
    auto tasks = all.tasks;
    for (std::size_t i = 0; i < tasks.size(); ++i) {
        if (tasks[i].done) continue;
        const int team = tasks[i].level == 0 ? teams.reductions : teams.steppers;
        tasks[i].cost = times.seconds(all.jobs[i], tasks[i].name, team);
    }
    return tasks;
}

TimedTeams fastest_teams(const LearningPlan& all, int ranks, double cores, LearningTimes& times) {
    TimedTeams best;
    bool first = true;
    for (const auto& teams : candidates(times.runs().front(), ranks)) {
        const auto time = simulate(timed_tasks(all, teams, times),
                                   {ranks, {teams.reductions, teams.steppers}, cores});
        // A larger team must be worth its messages, which are only estimated.
        constexpr double gain = 0.98;
        if (!first && time.seconds >= gain * best.time.seconds) continue;
        best = {teams, time};
        first = false;
    }
    return best;
}

}  // namespace lhits
