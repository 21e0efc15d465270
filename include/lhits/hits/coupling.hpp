// Which steppers are used together: a contiguous range of strides, scored on validation data.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace lhits {

/// How a range of strides does on the trajectories that it is chosen on.
struct CouplingScore {
    double error = 0.0;       ///< mean squared; not a number or infinite where a rollout diverged
    double valid_time = 0.0;  ///< mean over the trajectories (scores.hpp)
};

/// The protocol by which a coupling is chosen on validation data and scored on test data: what a
/// user may expect.
inline constexpr const char* unseen = "unseen";

/// The levels [finest, coarsest] of an ascending list of strides, and their CouplingScore.
struct Coupling {
    std::size_t finest = 0;
    std::size_t coarsest = 0;
    double error = 0.0;
    double valid_time = 0.0;
    double seconds = 0.0;  ///< spent on the choice, the sum over the ranks
};

/// Which of two ranges is the better one: that of the smaller error, or that of the longer valid
/// time and then of the smaller error. Where a system is chaotic, forecasts of any quality have the
/// same error once they have lost the truth, and only the time until then tells them apart.
enum class CouplingCriterion { error, valid_time };

/// "error" or "valid-time". Throws std::invalid_argument for another name.
CouplingCriterion coupling_criterion(const std::string& name);

/// The scores of all contiguous ranges: scores[c][f] is that of the levels f .. c, f <= c.
using CouplingScores = std::vector<std::vector<CouplingScore>>;

/// The first half of the paper's search: the coarsest level with which all finer ones together do
/// best (only scores[c][0] count); the coarsest of all when every one diverges.
std::size_t best_coarse_end(const CouplingScores& scores, CouplingCriterion criterion);

/// "range": the paper's search (Hamid et al. 2024): coarse models are dropped one by one with all
/// fine ones kept, the best end is kept; then fine ones are dropped likewise.
/// "exhaustive": the best of all ranges. Ties go to the coarser range, which is cheaper. A range
/// with an error that is not finite never wins.
/// Throws Failure when every range diverges, std::invalid_argument for another name.
Coupling choose_coupling(const std::string& search, const CouplingScores& scores,
                         CouplingCriterion criterion);

}  // namespace lhits
