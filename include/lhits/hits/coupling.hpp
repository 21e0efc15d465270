// Which steppers are used together: a contiguous range of strides, scored on validation data.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace lhits {

/// The levels [finest, coarsest] of an ascending list of strides, and their error on the
/// trajectories that they were chosen on.
struct Coupling {
    std::size_t finest = 0;
    std::size_t coarsest = 0;
    double error = 0.0;
    double seconds = 0.0;  ///< spent on the choice, the sum over the ranks
};

/// The errors of all contiguous ranges: scores[c][f] is that of the levels f .. c,
/// f <= c. Not a number or infinite where a rollout diverged.
using CouplingScores = std::vector<std::vector<double>>;

/// The first half of the paper's search: the coarsest level with which all finer ones together do
/// best (only scores[c][0] count); the coarsest of all when every one diverges.
std::size_t best_coarse_end(const CouplingScores& scores);

/// "range": the paper's search (Hamid et al. 2024): coarse models are dropped one by one with all
/// fine ones kept, the best end is kept; then fine ones are dropped likewise.
/// "exhaustive": the best of all ranges. Ties go to the coarser range, which is cheaper.
/// Throws Failure when every range diverges, std::invalid_argument for another name.
Coupling choose_coupling(const std::string& search, const CouplingScores& scores);

}  // namespace lhits
