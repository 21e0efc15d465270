// Forecasts of one rank: rolls out or solves, decodes, scores and writes.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <numeric>
#include <span>
#include <string>
#include <vector>

#include "direct_solver.hpp"
#include "../evaluation.hpp"
#include "lhits/io/forecast_file.hpp"
#include "long_time_statistics.hpp"
#include "../principal_components_part.hpp"
#include "../protocol.hpp"

namespace lhits {

/// One task of the forecast stage.
struct ForecastJob {
    enum class Kind { coupled, single, perfect, direct };
    Kind kind = Kind::coupled;
    std::string surrogate;  ///< none for `direct`
    Protocol protocol;
    MemberRange members;    ///< of what the protocol scores
    std::size_t chunk = 0;  ///< the number of the members' chunk
    std::size_t level = 0;  ///< of a single stepper

    /// In forecast.h5.
    std::string group() const {
        return kind == Kind::direct ? direct_solver_group : protocol.group(surrogate);
    }
};

/// Numbers of one group that are summed over chunks of members: each is filled in by the rank that
/// had the chunk, and added up in the order of the chunks.
class ChunkSums {
public:
    /// The rows; the seconds of each level follow: of a single stepper, or of a solver.
    enum Row : std::size_t { seconds, reduction_error, pca_error, level_seconds };

    ChunkSums(std::size_t levels, std::size_t chunks)
        : chunks_(chunks), values_((level_seconds + levels) * chunks, 0.0) {}

    double& at(std::size_t row, std::size_t chunk) { return values_.at(row * chunks_ + chunk); }
    double total(std::size_t row) const {
        const auto begin = values_.begin() + static_cast<std::ptrdiff_t>(row * chunks_);
        return std::accumulate(begin, begin + static_cast<std::ptrdiff_t>(chunks_), 0.0);
    }
    /// Collective.
    void collect(const Communicator& ranks) { values_ = ranks.collect(std::move(values_)); }

private:
    std::size_t chunks_;
    std::vector<double> values_;
};

using ForecastSums = std::map<std::string, ChunkSums>;  // by group

/// Keeps its memory between jobs. Borrows everything it is made of; `statistics` may be null.
class Forecaster {
public:
    Forecaster(const Run& run, std::map<std::string, Surrogate>& surrogates,
               const PrincipalComponentsPart& components, const SolverLadder& solvers,
               ForecastWriter& writer, ForecastSums& sums, LongTimeStatistics* statistics);

    /// Does one job; `tick` is told how far a long one is, and may throw to stop.
    void run(const ForecastJob& job, const std::function<void(double)>& tick);

private:
    /// Over (members, times).
    struct Errors {
        std::vector<float> latent, state;
    };

    void coupled(const ForecastJob& job);
    void single(const ForecastJob& job);
    void perfect_model(const ForecastJob& job, const std::function<void(double)>& tick);
    void direct(const ForecastJob& job, const std::function<void(double)>& tick);
    TrueMembers truth_of(const ForecastJob& job, Reduction& reduction) const;

    std::span<const float> roll_out_decoded(Surrogate& surrogate, const std::vector<Level>& levels,
                                            const TrueMembers& truth);
    Errors errors_of(std::span<const float> u, const TrueMembers& truth) const;
    float valid_until(std::span<const float> mse) const;

    const Run& run_;
    std::map<std::string, Surrogate>& surrogates_;
    const PrincipalComponentsPart& components_;
    const SolverLadder& solvers_;
    ForecastWriter& writer_;
    ForecastSums& sums_;
    LongTimeStatistics* statistics_;
    std::unique_ptr<Engine> engine_;
    AlignedVector<float> z_;
    AlignedVector<float> u_;
    double seconds_ = 0.0;
};

}  // namespace lhits
