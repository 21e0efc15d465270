// Progress of a stage: a bar with the time left on a terminal, now and then a line elsewhere.
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <string>

namespace lhits {

/// Shows how far a stage is. Only the process that speaks (see log.hpp) shows anything.
class Progress {
public:
    /// `unit` names what is counted ("trajectories", "iterations").
    Progress(std::string stage, double total, std::string unit);
    ~Progress();
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    /// Sets how much is done, in units, fractions allowed. Cheap: draws at most five times a second
    /// on a terminal and every fifteen seconds into a log. What is done at the first call counts as
    /// done before (a resumed stage), and not in the speed by which the time left is told.
    void update(double done);

    /// True when update() would draw, so that a caller can skip finding out how far things are.
    bool due() const;

private:
    using Clock = std::chrono::steady_clock;

    struct Seen {
        Clock::time_point when;
        double done;
    };

    std::string line(double done) const;

    std::string stage_;
    double total_;
    std::string unit_;
    bool active_;
    std::size_t columns_;  // of the terminal; 0: there is none
    bool started_ = false;
    Clock::time_point drawn_;
    std::deque<Seen> seen_;  // of the last minute
};

/// Removes a drawn bar from the terminal so that a line of text can take its place.
void clear_progress_line();

/// "1 h 02 min", "3 min 10 s", "4.2 s".
std::string duration_text(double seconds);

}  // namespace lhits
