// The log: plain lines, spoken by one rank only.
#pragma once

#include <string>

namespace lhits::log {

/// Decides whether this process speaks at all (rank 0 does) and how: on a terminal the log goes
/// round a progress bar. Call once, after MPI is up.
void start(bool speaks);

/// True on the process that speaks.
bool speaks();

void info(const std::string& line);
void warning(const std::string& line);

/// `text` in red where the log goes to a terminal that shows colours and NO_COLOR is not set, else
/// as it is.
std::string in_red(const std::string& text);

/// Spoken by any process, whatever start() said: the message of the rank that failed.
void error(const std::string& line);

}  // namespace lhits::log
