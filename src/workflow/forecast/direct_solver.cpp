#include "direct_solver.hpp"

#include <mpi.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "lhits/base/error.hpp"
#include "lhits/hits/scores.hpp"

namespace lhits {

SolverLadder::SolverLadder(const Run& run) {
    if (!run.deck.forecast.direct_solver) return;
    levels_.push_back(run.system.get());
    while (auto next = run.system->coarser(static_cast<int>(levels_.size()))) {
        levels_.push_back(next.get());
        coarser_.push_back(std::move(next));
    }
}

std::vector<double> SolverLadder::time_steps() const {
    std::vector<double> steps;
    for (const auto* system : levels_) steps.push_back(system->time_step());
    return steps;
}

std::vector<Solved> SolverLadder::solve(std::span<const double> starts,
                                        std::span<const float> truth,
                                        const std::function<void(double)>& tick) const {
    const std::size_t n = levels_.front()->state_size();
    const std::size_t count = starts.size() / levels_.front()->start_size();
    const std::size_t times = truth.size() / count / n;
    const Solved blown_up{
        0.0, std::vector<double>(count * times, std::numeric_limits<double>::infinity())};
    std::vector<Solved> solved(levels_.size(), blown_up);
    for (std::size_t level = 0; level < levels_.size(); ++level) {
        // All levels below cost 1 - 1 / 2^level times 2.
        const double share = std::ldexp(0.5, -static_cast<int>(level));
        const auto part = [&](double fraction) { tick(1.0 - (2.0 - fraction) * share); };
        const double begin = MPI_Wtime();
        std::vector<double> u;
        try {
            u = levels_[level]->integrate(starts, static_cast<std::int64_t>(times) - 1, false,
                                          part);
        } catch (const Failure&) {
            if (level == 0) throw;
            solved[level].seconds = MPI_Wtime() - begin;
            break;
        }
        solved[level].seconds = MPI_Wtime() - begin;
        const std::vector<float> samples(u.begin(), u.end());
        mean_squared_errors(samples, truth, n, solved[level].mse);
    }
    return solved;
}

}  // namespace lhits
