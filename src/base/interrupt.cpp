#include "lhits/base/interrupt.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <initializer_list>

#include "lhits/base/error.hpp"

namespace lhits {
namespace {

using Clock = std::chrono::system_clock;

constexpr unsigned patience = 7;  // seconds

volatile std::sig_atomic_t requested = 0;
Clock::time_point last_moment = Clock::time_point::max();

void note(int) { requested = 1; }

void note_and_end_soon(int) {
    requested = 1;
    ::alarm(patience);
}

void end_now(int) {
    constexpr char text[] =
        "lhits: error: told to end, and another rank does not answer: ended without a checkpoint\n";
    // Nothing more can be done about a terminal that is gone.
    [[maybe_unused]] const auto written = ::write(STDERR_FILENO, text, std::strlen(text));
    std::_Exit(1);
}

double seconds_until(Clock::time_point moment) {
    return std::chrono::duration<double>(moment - Clock::now()).count();
}

}  // namespace

void note_stop_signals() {
    for (const int number : {SIGTERM, SIGINT, SIGUSR1}) std::signal(number, note);
}

void end_soon_after_sigterm() {
    std::signal(SIGALRM, end_now);
    std::signal(SIGTERM, note_and_end_soon);
}

void stop_before_time_limit(double margin) {
    const char* end = std::getenv("SLURM_JOB_END_TIME");
    const auto limit = end == nullptr ? 0 : std::atoll(end);
    if (limit <= 0) return;
    const Clock::time_point end_of_job{std::chrono::seconds(limit)};
    const double left = seconds_until(end_of_job);
    if (left <= margin) {
        throw InputError(fmt::format(
            "run.stop_before_seconds: expected less than the {:.0f} s until the time limit of this "
            "job (SLURM_JOB_END_TIME), found {}; ask for more time, or set it lower",
            left, margin));
    }
    last_moment = end_of_job - std::chrono::duration_cast<Clock::duration>(
                                   std::chrono::duration<double>(margin));
}

Stop stop_requested() {
    if (requested != 0) return Stop::signal;
    return Clock::now() < last_moment ? Stop::no : Stop::time_limit;
}

}  // namespace lhits
