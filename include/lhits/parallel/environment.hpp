// MPI, started and ended by scope.
#pragma once

#include <functional>

namespace lhits {

/// Starts MPI and ends it with the scope. One per process, in main.
class MpiEnvironment {
public:
    MpiEnvironment(int& argc, char**& argv);
    ~MpiEnvironment();
    MpiEnvironment(const MpiEnvironment&) = delete;
    MpiEnvironment& operator=(const MpiEnvironment&) = delete;
};

/// Has `work` done when MpiEnvironment ends, while MPI is still there: for libraries that live on
/// MPI. Work is done in the reverse order.
void before_mpi_ends(std::function<void()> work);

}  // namespace lhits
