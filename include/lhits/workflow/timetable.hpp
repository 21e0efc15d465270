// How long a deck will take on how many ranks.
#pragma once

#include <string>
#include <vector>

namespace lhits {

struct Sweep;

/// The same pools as the stages use, simulated.
struct Timetable {
    struct Stage {
        std::string name;
        double seconds = 0.0;
        double busy_seconds = 0.0;  ///< summed over ranks
    };

    int ranks = 1;
    double cores = 1.0;         ///< that the ranks share
    std::vector<Stage> stages;  ///< generate, reduce and train, couple, forecast
    int reduction_team = 1;     ///< ranks that train an autoencoder together
    int stepper_team = 1;
    std::vector<std::string> critical_path;  ///< of the trainings
    double critical_seconds = 0.0;

    double start_seconds = 0.0;   ///< of the program: its start and end
    double work_seconds() const;  ///< summed over stages
    double seconds() const { return start_seconds + work_seconds(); }
    /// The part of the ranks' time, slowed down by sharing cores, in which they do work that one
    /// rank alone would do as well.
    double efficiency = 1.0;
};

/// Timetables of a deck on several numbers of ranks.
struct Timetables {
    std::vector<Timetable> asked;  ///< on 1, 2, 4 ... ranks, and on those that were asked for
    Timetable recommended;         ///< the most ranks of which four fifths of the time are used
};

/// On `ranks` ranks that share `cores` cores (0: a core for each). What work takes is read from the
/// file at `costs`; where it says nothing (or the path is empty) it is measured, on this rank.
/// Serial. Throws InputError when the file is damaged.
Timetables timetables(const Sweep& sweep, int ranks, int cores, const std::string& costs);

/// On one rank alone.
Timetable timetable_of_one_rank(const Sweep& sweep, const std::string& costs);

/// For people, of one rank: time and core hours.
std::string time_text(const Timetable& timetable);

/// For people: the schedule on the ranks asked for, the others in a table, the recommendation.
std::string timetable_text(const Timetables& timetables, int ranks);

/// Every task of the deck, a line each, with what it is expected to take on `ranks` ranks: by
/// `costs` as above, or for 0 ranks by its arithmetic alone. Serial.
std::string tasks_text(const Sweep& sweep, int ranks, const std::string& costs);

/// Collective: what the work of this deck takes, and messages between these ranks, as the text of
/// such a file on every rank. All measure at the same time, as they would work in a run.
std::string measured_costs(const Sweep& sweep);

}  // namespace lhits
