#include "lhits/hits/coupling.hpp"

#include <cmath>
#include <limits>
#include <stdexcept>

#include "lhits/base/error.hpp"

namespace lhits {
namespace {

/// The best range so far.
class Best {
public:
    explicit Best(CouplingCriterion criterion) : criterion_(criterion) {}

    /// Keeps the better of the two; what is not a finite number never wins.
    void improve(std::size_t finest, std::size_t coarsest, const CouplingScore& score) {
        if (std::isfinite(score.error) && is_better(score))
            best_ = {finest, coarsest, score.error, score.valid_time};
    }
    bool found() const { return std::isfinite(best_.error); }
    const Coupling& coupling() const { return best_; }

private:
    bool is_better(const CouplingScore& score) const {
        if (criterion_ == CouplingCriterion::valid_time && score.valid_time != best_.valid_time) {
            return score.valid_time > best_.valid_time;
        }
        return score.error < best_.error;
    }

    CouplingCriterion criterion_;
    Coupling best_{0, 0, std::numeric_limits<double>::infinity(), -1.0};
};

Best best_of_all(const CouplingScores& scores, CouplingCriterion criterion) {
    Best best(criterion);
    for (std::size_t c = 0; c < scores.size(); ++c) {
        for (std::size_t f = c + 1; f-- > 0;) best.improve(f, c, scores[c][f]);
    }
    return best;
}

Best best_range(const CouplingScores& scores, CouplingCriterion criterion) {
    const std::size_t coarsest = best_coarse_end(scores, criterion);
    Best best(criterion);
    for (std::size_t f = 0; f <= coarsest; ++f) best.improve(f, coarsest, scores[coarsest][f]);
    return best;
}

}  // namespace

CouplingCriterion coupling_criterion(const std::string& name) {
    if (name == "error") return CouplingCriterion::error;
    if (name == "valid-time") return CouplingCriterion::valid_time;
    throw std::invalid_argument("expected a score (error, valid-time), found " + name);
}

std::size_t best_coarse_end(const CouplingScores& scores, CouplingCriterion criterion) {
    Best best(criterion);
    for (std::size_t c = scores.size(); c-- > 0;) best.improve(0, c, scores[c][0]);
    return best.found() ? best.coupling().coarsest : scores.size() - 1;
}

Coupling choose_coupling(const std::string& search, const CouplingScores& scores,
                         CouplingCriterion criterion) {
    if (search != "range" && search != "exhaustive") {
        throw std::invalid_argument("expected a search (range, exhaustive), found " + search);
    }
    const Best best =
        search == "range" ? best_range(scores, criterion) : best_of_all(scores, criterion);
    if (!best.found()) {
        throw Failure(
            "coupling: every range of strides diverges on the validation trajectories; train the "
            "steppers longer ([steppers] iterations) or with a lower learning_rate");
    }
    return best.coupling();
}

}  // namespace lhits
