#include "lhits/hits/coupling.hpp"

#include <cmath>
#include <limits>
#include <stdexcept>

#include "lhits/base/error.hpp"

namespace lhits {
namespace {

/// Keeps the better of two; what is not a finite number never wins.
void improve(Coupling& best, std::size_t finest, std::size_t coarsest, double error) {
    if (std::isfinite(error) && error < best.error) best = {finest, coarsest, error};
}

Coupling nothing_yet() { return {0, 0, std::numeric_limits<double>::infinity()}; }

Coupling best_of_all(const CouplingScores& scores) {
    Coupling best = nothing_yet();
    for (std::size_t c = 0; c < scores.size(); ++c) {
        for (std::size_t f = c + 1; f-- > 0;) improve(best, f, c, scores[c][f]);
    }
    return best;
}

Coupling best_range(const CouplingScores& scores) {
    const std::size_t coarsest = best_coarse_end(scores);
    Coupling best = nothing_yet();
    for (std::size_t f = 0; f <= coarsest; ++f) improve(best, f, coarsest, scores[coarsest][f]);
    return best;
}

}  // namespace

std::size_t best_coarse_end(const CouplingScores& scores) {
    Coupling best = nothing_yet();
    for (std::size_t c = scores.size(); c-- > 0;) improve(best, 0, c, scores[c][0]);
    return std::isfinite(best.error) ? best.coarsest : scores.size() - 1;
}

Coupling choose_coupling(const std::string& search, const CouplingScores& scores) {
    if (search != "range" && search != "exhaustive") {
        throw std::invalid_argument("expected a search (range, exhaustive), found " + search);
    }
    const Coupling best = search == "range" ? best_range(scores) : best_of_all(scores);
    if (!std::isfinite(best.error)) {
        throw Failure(
            "coupling: every range of strides diverges on the validation trajectories; train the "
            "steppers longer ([steppers] iterations) or with a lower learning_rate");
    }
    return best;
}

}  // namespace lhits
