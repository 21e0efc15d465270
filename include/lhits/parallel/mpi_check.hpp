// Turns an MPI error code into an exception with its text.
#pragma once

namespace lhits {

/// Throws Failure when `code` is not MPI_SUCCESS; `call` names the MPI function for the message.
void check_mpi(int code, const char* call);

}  // namespace lhits
