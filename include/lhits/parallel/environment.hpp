// MPI, started and ended by scope.
#pragma once

namespace lhits {

/// Starts MPI and ends it with the scope. One per process, in main.
class MpiEnvironment {
public:
    MpiEnvironment(int& argc, char**& argv);
    ~MpiEnvironment();
    MpiEnvironment(const MpiEnvironment&) = delete;
    MpiEnvironment& operator=(const MpiEnvironment&) = delete;
};

}  // namespace lhits
