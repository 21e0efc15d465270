// How many ranks train a network together.
#pragma once

#include <array>
#include <string>
#include <unordered_map>
#include <vector>

#include "learning_plan.hpp"
#include "lhits/parallel/schedule.hpp"

namespace lhits {

/// How long the trainings of some runs take by team, worked out once for each. Borrows both.
class LearningTimes {
public:
    LearningTimes(std::span<const Run> runs, Costs& costs) : runs_(runs), costs_(costs) {}

    /// Of a team of up to largest_team ranks; `name` is that of the job's task.
    double seconds(const LearningJob& job, const std::string& name, int team);

    std::span<const Run> runs() const { return runs_; }
    Costs& costs() const { return costs_; }

private:
    std::span<const Run> runs_;
    Costs& costs_;
    std::unordered_map<std::string, std::array<double, largest_team + 1>> known_;
};

/// The pool of learn() with these teams: costs are seconds of a team.
std::vector<Task> timed_tasks(const LearningPlan& all, const LearningTeams& teams,
                              LearningTimes& times);

/// Teams on a crew's ranks; and what the pool takes with them, where it was simulated.
struct TimedTeams {
    LearningTeams teams;
    PoolTime time;
};

/// All ranks shared out evenly over the autoencoders, and over the steppers; what needs no times.
LearningTeams even_teams(std::span<const Run> runs, const LearningPlan& all, int ranks);

/// Those with which a simulation of the pool ends first, of equal ones the smallest; [run] team of
/// the (first) deck where it has one, single ranks where networks are stacked.
TimedTeams fastest_teams(const LearningPlan& all, int ranks, double cores, LearningTimes& times);

}  // namespace lhits
