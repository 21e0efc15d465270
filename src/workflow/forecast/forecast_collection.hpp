// The results of the forecast stage, on their way into forecast.h5.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "direct_solver.hpp"
#include "forecast_plan.hpp"
#include "lhits/io/quantity_file.hpp"
#include "lhits/io/record.hpp"
#include "long_time_statistics.hpp"

namespace lhits {

/// What a result holds beside the datasets of forecast.h5, which have their names there.
inline constexpr const char* seconds_item = "seconds";
inline constexpr const char* reduction_error_item = "reduction_error";
inline constexpr const char* pca_error_item = "pca_error";
inline constexpr const char* statistics_item = "statistics";
inline constexpr const char* exponents_item = "exponents";

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
    const Run& run_;
    LongTimeStatistics* statistics_;
    ForecastHeader header_;
    /// Numbers of a group, by its name and theirs, that are summed over chunks of members: the rank
    /// that had a chunk fills in its part, and the parts are added up in the order of the chunks.
    std::map<std::string, std::map<std::string, std::vector<double>>> sums_;
    QuantityWriter writer_;
};

}  // namespace lhits
