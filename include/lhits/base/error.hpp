// The errors that end a run, and the exit status each one asks for.
#pragma once

#include <stdexcept>
#include <string>

namespace lhits {

/// Exit statuses of the program (jobs/README.md explains them).
enum class ExitStatus : int { done = 0, failure = 1, bad_input = 2, stopped = 75 };

/// Base of every error that lhits throws on purpose. The message says what was expected, what was
/// found and what to do, in one line.
class Error : public std::runtime_error {
public:
    Error(ExitStatus status, const std::string& message)
        : std::runtime_error(message), status_(status) {}

    ExitStatus status() const noexcept { return status_; }

    /// True when every rank throws this same error, so that the program can end in an orderly way
    /// instead of aborting the other ranks.
    bool everywhere() const noexcept { return everywhere_; }
    void set_everywhere() noexcept { everywhere_ = true; }

private:
    ExitStatus status_;
    bool everywhere_ = false;
};

/// The user can mend it: usage, deck or input file. Exit status 2.
class InputError : public Error {
public:
    explicit InputError(const std::string& message) : Error(ExitStatus::bad_input, message) {}
};

/// Not the user's input: the machine, a library, a training that diverged. Exit status 1.
class Failure : public Error {
public:
    explicit Failure(const std::string& message) : Error(ExitStatus::failure, message) {}
};

/// Stopped by a signal after a checkpoint; submitting again goes on. Exit status 75.
class Stopped : public Error {
public:
    explicit Stopped(const std::string& message) : Error(ExitStatus::stopped, message) {}
};

}  // namespace lhits
