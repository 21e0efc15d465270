// The state of a restart, which two files have.
#pragma once

#include "joining.hpp"
#include "scan.hpp"

namespace lhits {

/// Collective: where a file begins with the time that the one before ends with, and with the same
/// state, that one is left out there. --dt wins over times of other states. Throws InputError.
void leave_repeats_out(const Communicator& ranks, const ImportRequest& request, Scan& scan,
                       Joining& joining);

}  // namespace lhits
