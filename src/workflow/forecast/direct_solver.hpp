// The system's own solver beside the surrogates: how long it takes, and how exact it is when it
// takes less.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "lhits/workflow/run.hpp"

namespace lhits {

/// What one solver made of a few members.
struct Solved {
    double seconds = 0.0;     ///< of integrate()
    std::vector<double> mse;  ///< (members, times); infinite where the solver blew up
};

/// Level 0 is the solver of the deck, level k one that is 2^k times cheaper (System::coarser).
/// Borrows the run.
class SolverLadder {
public:
    /// Without levels where the deck does not ask for the direct solver.
    explicit SolverLadder(const Run& run);

    /// Of all levels.
    std::vector<double> time_steps() const;

    /// Integrates from `starts`, (members, System::start_size()), over the times of `truth`,
    /// (members, times, n), by one level after the other. From the first on that blows up the
    /// errors are infinite, the seconds of those after it 0. `tick` is told how far this is, and
    /// may throw to stop.
    std::vector<Solved> solve(std::span<const double> starts, std::span<const float> truth,
                              const std::function<void(double)>& tick) const;

private:
    std::vector<const System*> levels_;
    std::vector<std::unique_ptr<System>> coarser_;
};

}  // namespace lhits
