// How many ranks train a network together.
#pragma once

#include "../learn/learning_jobs.hpp"
#include "costs.hpp"
#include "lhits/parallel/schedule.hpp"

namespace lhits {

/// The pool of learn() with these teams: costs are seconds of a team.
std::vector<Task> timed_tasks(std::span<const Run> runs, const LearningJobs& all,
                              const LearningTeams& teams, Costs& costs);

/// Teams on a crew's ranks; and what the pool takes with them, where it was simulated.
struct TimedTeams {
    LearningTeams teams;
    PoolTime time;
};

/// All ranks shared out evenly over the autoencoders, and over the steppers; what needs no times.
LearningTeams even_teams(std::span<const Run> runs, const LearningJobs& all, int ranks);

/// Those with which a simulation of the pool ends first, of equal ones the smallest; [run] team of
/// the (first) deck where it has one, single ranks where networks are stacked.
TimedTeams fastest_teams(std::span<const Run> runs, const LearningJobs& all, int ranks,
                         double cores, Costs& costs);

}  // namespace lhits
