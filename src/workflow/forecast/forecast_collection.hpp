// The results of the forecast stage, on their way into forecast.h5.
#pragma once

#include <cstddef>
#include <map>
#include <numeric>
#include <string>
#include <vector>

#include "direct_solver.hpp"
#include "forecast_plan.hpp"
#include "lhits/io/forecast_file.hpp"
#include "lhits/io/record.hpp"
#include "long_time_statistics.hpp"

namespace lhits {

/// What a result holds beside the datasets of forecast.h5, which have their names there.
inline constexpr const char* seconds_item = "seconds";
inline constexpr const char* reduction_error_item = "reduction_error";
inline constexpr const char* pca_error_item = "pca_error";
inline constexpr const char* statistics_item = "statistics";
inline constexpr const char* exponents_item = "exponents";

/// Numbers of one group that are summed over chunks of members: each is filled in by the rank that
/// had the chunk, and added up in the order of the chunks.
class ChunkSums {
public:
    /// The rows; the seconds of each level follow: of a single stepper, of a solver, or of a
    /// tolerance of adaptive steps and then of each fixed hierarchy beside it.
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

/// Takes each unit's result once, on any rank. Borrows everything it is made of; `statistics` may
/// be null.
class ForecastCollection {
public:
    /// Collective: starts forecast.h5.
    ForecastCollection(const Run& run, const SolverLadder& solvers, LongTimeStatistics* statistics);

    /// Not collective. Throws InputError when `result` lacks something.
    void enter(const ForecastJob& unit, const Record& result);

    /// Collective: all results are in; `variance` is that of the training data, `seconds` the time
    /// of the stage, `trust` what else is said about each group. The file gets its name.
    void finish(double variance, double seconds,
                const std::map<std::string, std::map<std::string, double>>& trust);

private:
    void enter_direct(const ForecastJob& unit, const Record& result);
    void enter_adaptive(const ForecastJob& unit, const Record& result);

    const Run& run_;
    LongTimeStatistics* statistics_;
    ForecastHeader header_;
    std::map<std::string, ChunkSums> sums_;  // by group
    ForecastWriter writer_;
};

}  // namespace lhits
