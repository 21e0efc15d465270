// Where the training data lie in latent space, and what of a state a reduction loses there: who is
// farther away is on his own.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "lhits/hits/windows.hpp"
#include "lhits/io/record.hpp"

namespace lhits {

class PointBlocks;

/// How far states go from the training data: the largest value of a trajectory, for each of the
/// trajectories that are known, compared with a value of a new one. Where the new trajectory is
/// from the same family as these n, it goes beyond limit(q) with a probability of at most
/// 1 - level(q) (split conformal prediction; Vovk, Gammerman, Shafer 2005), whatever their
/// distribution.
class Extent {
public:
    Extent() = default;
    /// One value a trajectory, at least one in all, in any order.
    explicit Extent(std::vector<double> of_trajectories);

    /// The k-th smallest of the n values, k = ceil((n + 1) q); the largest where k > n. 0 <= q
    /// <= 1.
    double limit(double q) const;
    /// k / (n + 1): less than q where there are too few trajectories for it.
    double level(double q) const;
    /// The share of the known trajectories that never come as far as `value`.
    double share_below(double value) const;

    /// Rising.
    const std::vector<double>& values() const { return values_; }

private:
    std::size_t rank_of(double q) const;

    std::vector<double> values_;
};

/// The training data are stood for by reference points that cover them (farthest_points.hpp). The
/// distance of a latent state is the Euclidean one to the nearest of these, in the normalised
/// latent coordinates (reduction.hpp: standard deviation 1).
class TrainingDomain {
public:
    static constexpr std::size_t most_references = 1024;

    /// From latent trajectories, at any times of each. How far a known trajectory goes is measured
    /// as for a new one: a training trajectory by the reference points that others have given, one
    /// for validation by all. (With a single training trajectory there are no others: it counts by
    /// its own where there is no validation.) `errors`: the largest reconstruction_errors() of each
    /// trajectory, training first. Serial; the result depends on the arguments alone.
    TrainingDomain(const LatentTrajectories& train, const LatentTrajectories& validation,
                   std::vector<double> errors);
    /// Throws InputError when the record does not fit.
    explicit TrainingDomain(const Record& record);
    TrainingDomain(TrainingDomain&&) noexcept;
    TrainingDomain& operator=(TrainingDomain&&) noexcept;
    ~TrainingDomain();

    Record record() const;

    std::size_t dimension() const;
    std::size_t references() const;

    /// Of z, (rows, dimension()), one a row; infinite for what is not a number. Safe for use by
    /// several threads. Takes about references() * dimension() * 3 operations a row, vectorised.
    void distances(std::span<const float> z, std::size_t rows, std::span<float> distances) const;

    /// Of distances and of reconstruction errors.
    const Extent& distance() const { return distance_; }
    const Extent& reconstruction() const { return reconstruction_; }

private:
    std::unique_ptr<PointBlocks> references_;
    Extent distance_;
    Extent reconstruction_;
};

}  // namespace lhits
