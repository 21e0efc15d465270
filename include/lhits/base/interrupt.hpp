// What asks the program to stop: signals and the time limit of a batch job. Noted here, acted on
// where a checkpoint can be written.
#pragma once

namespace lhits {

enum class Stop { no, signal, time_limit };

/// From now on SIGTERM, SIGINT and SIGUSR1 (what Slurm is asked to send before a time limit) are
/// noted instead of ending the process.
void note_stop_signals();

/// From now on the process ends by itself, with status 1, when it has not done so within seven
/// seconds of a SIGTERM: for a rank, which may wait for another that is dead.
void end_soon_after_sigterm();

/// From now on stop_requested() is Stop::time_limit when less than `margin` seconds are left of the
/// batch job, whose end the environment says (SLURM_JOB_END_TIME, seconds since 1970; no limit when
/// it is not there). Throws InputError when there are no more than these already.
void stop_before_time_limit(double margin);

/// What has asked the program to stop, if anything.
Stop stop_requested();

}  // namespace lhits
