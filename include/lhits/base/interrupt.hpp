// Signals that ask the program to stop: noted here, acted on where a checkpoint can be written.
#pragma once

namespace lhits {

/// From now on SIGTERM, SIGINT and SIGUSR1 (what Slurm is asked to send before a time limit) are
/// noted instead of ending the process.
void note_stop_signals();

/// True once such a signal has come.
bool stop_requested();

}  // namespace lhits
