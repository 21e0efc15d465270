// When each rank did what: collected as it runs, written as a Chrome trace.
#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace lhits {

/// One finished piece of work of one rank; times in microseconds since the Unix epoch, so that the
/// ranks of several nodes share an axis.
struct TimelineEvent {
    std::string name;
    std::string category;
    double begin_us = 0.0;
    double duration_us = 0.0;
};

/// The events of this process.
class Timeline {
public:
    /// Times a scope: the event runs from construction to destruction.
    class Scope {
    public:
        Scope(Timeline& timeline, std::string name, std::string category);
        ~Scope();
        Scope(const Scope&) = delete;
        Scope& operator=(const Scope&) = delete;

        double seconds() const;

    private:
        Timeline& timeline_;
        TimelineEvent event_;
        std::chrono::steady_clock::time_point begin_;
    };

    const std::vector<TimelineEvent>& events() const { return events_; }

    /// The events as members of a Chrome trace's "traceEvents" array, `rank` as the row; without
    /// the enclosing brackets, so that the texts of several ranks can be joined with commas.
    std::string trace_events(int rank) const;

private:
    std::vector<TimelineEvent> events_;
};

}  // namespace lhits
