#include "lhits/base/interrupt.hpp"

#include <csignal>
#include <initializer_list>

namespace lhits {
namespace {

volatile std::sig_atomic_t requested = 0;

void note(int) { requested = 1; }

}  // namespace

void note_stop_signals() {
    for (const int number : {SIGTERM, SIGINT, SIGUSR1}) std::signal(number, note);
}

bool stop_requested() { return requested != 0; }

}  // namespace lhits
