#include "lhits/parallel/agree_on_errors.hpp"

#include <exception>
#include <string>

#include "lhits/base/error.hpp"
#include "lhits/parallel/communicator.hpp"

namespace lhits {
namespace {

[[noreturn]] void throw_everywhere(ExitStatus status, const std::string& message) {
    switch (status) {
        case ExitStatus::bad_input: {
            InputError error(message);
            error.set_everywhere();
            throw error;
        }
        case ExitStatus::stopped: {
            Stopped error(message);
            error.set_everywhere();
            throw error;
        }
        case ExitStatus::done:
        case ExitStatus::failure: break;
    }
    Failure error(message);
    error.set_everywhere();
    throw error;
}

}  // namespace

void agree_on_errors(const Communicator& ranks, const std::function<void()>& work) {
    int status = 0;
    std::string message;
    try {
        work();
    } catch (const Error& error) {
        status = static_cast<int>(error.status());
        message = error.what();
    } catch (const std::exception& error) {
        status = static_cast<int>(ExitStatus::failure);
        message = error.what();
    }
    // The lowest failing rank is found as the largest negated rank.
    const double lowest = -ranks.max(status != 0 ? -ranks.rank() : -ranks.size());
    const int source = static_cast<int>(lowest);
    if (source == ranks.size()) return;
    status = static_cast<int>(ranks.broadcast(static_cast<double>(status), source));
    throw_everywhere(static_cast<ExitStatus>(status), ranks.broadcast(message, source));
}

void on_root(const Communicator& ranks, const std::function<void()>& work) {
    agree_on_errors(ranks, [&] {
        if (ranks.rank() == 0) work();
    });
}

}  // namespace lhits
