// PETSc's time integrators as the systems use them: from sample to sample.
#pragma once

#include <petscts.h>

#include <functional>
#include <string>

#include "lhits/parallel/petsc.hpp"

namespace lhits {

/// One trajectory's integrator; every one starts afresh, so that a trajectory's bits are its own.
class TimeIntegrator {
public:
    /// Collective over `team`. `system` is named in messages.
    TimeIntegrator(MPI_Comm team, std::string system, double relative_tolerance,
                   double absolute_tolerance);

    /// To set what is integrated, and how.
    TS ts() const { return ts_; }

    /// Collective: `state`, borrowed, is the state at `time`; then PETSc's options are looked at.
    void start(Vec state, double time, double first_step);

    /// Collective: brings the state to `time` exactly. Throws Failure where the integrator gives
    /// up.
    void advance(double time);

private:
    std::string system_;
    PetscOwned<TS> ts_;
    Vec state_ = nullptr;
};

/// Lets `trial` integrate a little under these options, when there are any. Throws InputError when
/// it fails.
void check_petsc_options(const std::string& options, const std::function<void()>& trial);

}  // namespace lhits
