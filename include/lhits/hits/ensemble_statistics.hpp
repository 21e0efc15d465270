// Statistics of an ensemble forecast from one initial condition, gathered member by member.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "lhits/base/aligned.hpp"
#include "lhits/base/exact_sum.hpp"
#include "lhits/hits/deviation_histogram.hpp"
#include "lhits/hits/pair_distances.hpp"
#include "lhits/io/record.hpp"

namespace lhits {

class Communicator;

/// What the members of an ensemble are held against. `points` are the elements of a state that are
/// looked at.
struct EnsembleReference {
    std::size_t times = 0;
    std::size_t points = 0;
    /// (times, points): the forecast without a perturbation. Deviations from it are summed, so that
    /// a small spread is not lost beside a large mean.
    std::vector<float> control;
    std::vector<float> scale;  ///< (points), powers of two: the size of each element
    std::vector<float> truth;  ///< (times, points); empty: not known
    std::vector<float> thresholds;
    std::vector<double> levels;  ///< of the quantiles, 0 to 1
    /// Whether all members come in one chunk: then quantiles are exact, and nothing is kept for
    /// them but their values.
    bool at_once = false;
    std::size_t group = 1024;  ///< members among which pairs are looked at

    bool has_histograms() const { return !levels.empty() && !at_once; }

    /// Of `control`: for each element the power of two above the largest of its component; where
    /// that is 0, of all components, and where these are 0, 1.
    void set_scale(std::span<const std::int32_t> component);
};

/// In memory that does not grow with the members: sums in fixed point and counts, the same bits
/// however the members are spread over ranks, runs and time, as long as they come in the same
/// chunks. Borrows the reference.
class EnsembleStatistics {
public:
    explicit EnsembleStatistics(const EnsembleReference& reference);

    /// Bytes that one takes.
    static std::size_t bytes(const EnsembleReference& reference);

    /// Whether a state, (points), is finite and within 512 scales of the control at this time; one
    /// that is not must not be added.
    bool accepts(std::size_t time, std::span<const float> x) const;
    /// Adds the members of a chunk at one time, (rows, points).
    void add(std::size_t time, std::span<const float> x);

    /// Adds what another one has gathered; not where all members come at once.
    void add(const Record& gathered);
    /// What has been gathered, to be kept; add() takes it. Throws InputError for one of other
    /// shapes.
    Record record();
    /// Collective: adds up what all ranks have, on `root`; the others' is used up.
    void collect(const Communicator& ranks, int root);

    /// Of members that were added.
    std::int64_t count(std::size_t time) const { return counts_[time]; }

    /// All over (times, points); what nobody was counted for is no number.
    std::vector<float> mean() const;
    /// Unbiased: the sum of squares is divided by the members less one; of one member no number.
    std::vector<float> standard_deviation() const;
    std::vector<float> minimum() const;
    std::vector<float> maximum() const;
    /// At level number `level`: between the members, linearly in their ranks; unless they come at
    /// once, as exact as DeviationHistogram has them, around the control.
    std::vector<float> quantile(std::size_t level) const;
    /// The share of the members above the threshold number `threshold`.
    std::vector<float> probability(std::size_t threshold) const;

    /// Where the truth is known. The fair continuous ranked probability score, which does not
    /// depend on how many members there are in the mean (Zamo and Naveau, Math. Geosci. 50 (2018)
    /// 209, Eq. 8 and 9): the mean of |x_i - y|, less half the mean of |x_i - x_j| over pairs.
    /// One member has no pairs; what is left is the absolute error, the score of a forecast without
    /// a spread (Hersbach, Wea. Forecasting 15 (2000) 559).
    std::vector<float> crps() const;
    /// Members below the truth, plus half of those that equal it.
    std::vector<float> rank() const;
    /// Members that equal the truth.
    std::vector<float> ties() const;
    /// The fair energy score (Gneiting and Raftery, JASA 102 (2007) 359) over (times): the same
    /// with Euclidean norms over the points; of one member the norm of its error.
    std::vector<double> energy_score() const;

private:
    enum Sum : std::size_t { deviation, square, error, pair, sums_each };
    enum Norm : std::size_t { error_norm, pair_norm, norms_each };

    std::size_t cells() const { return reference_.times * reference_.points; }
    bool has_truth() const { return !reference_.truth.empty(); }
    std::size_t place(Sum which, std::size_t cell) const { return which * cells() + cell; }
    std::size_t place(Norm which, std::size_t time) const {
        return sums_.size() - (which + 1) * reference_.times + time;
    }
    double value(Sum which, std::size_t cell) const { return sums_[place(which, cell)].value(); }
    double value(Norm which, std::size_t time) const { return sums_[place(which, time)].value(); }
    std::span<std::int64_t> words();
    template <class Value>
    std::vector<float> each(const Value& value) const;
    void add_sums(std::size_t time, std::span<const float> x, std::size_t rows);
    void add_counts(std::size_t time, std::span<const float> x, std::size_t rows);
    void sort(std::size_t time, std::span<const float> x, std::size_t rows);
    void add_errors(std::size_t time, std::span<const float> x, std::size_t rows);

    const EnsembleReference& reference_;
    double norm_scale_ = 1.0;
    float largest_scale_ = 1.0F;
    std::vector<std::int64_t> counts_;  // (times)
    std::vector<std::int64_t> pairs_;   // (times)
    std::vector<ExactSum> sums_;        // over cells, then of norms over times
    std::vector<std::int64_t> above_;   // (thresholds, cells)
    std::vector<std::int64_t> below_;   // (cells)
    std::vector<std::int64_t> ties_;    // (cells)
    std::vector<float> extremes_;       // (2, cells): minimum, and maximum with the sign changed
    std::vector<std::uint32_t> histograms_;  // (cells, bins)
    std::vector<float> quantiles_;           // (levels, cells), where all come at once
    PairDistances distances_;
    AlignedVector<double> work_;
    std::vector<std::uint16_t> places_;
};

}  // namespace lhits
