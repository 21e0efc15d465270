// MPI, started and ended by scope.
#pragma once

#include <functional>

namespace lhits {

/// MPI in a scope. One per process, in main.
class MpiEnvironment {
public:
    /// Starts MPI at once, or, with `at_once` false, when require_mpi() is first called.
    explicit MpiEnvironment(bool at_once = true);
    /// Ends MPI where it was started.
    ~MpiEnvironment();
    MpiEnvironment(const MpiEnvironment&) = delete;
    MpiEnvironment& operator=(const MpiEnvironment&) = delete;
};

/// Starts MPI when there is an MpiEnvironment that has not; else does nothing.
void require_mpi();

/// Has `work` done when MpiEnvironment ends, while MPI is still there: for libraries that live on
/// MPI. Work is done in the reverse order.
void before_mpi_ends(std::function<void()> work);

}  // namespace lhits
