// Forecasts of one rank: rolls out or solves, decodes and scores.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "direct_solver.hpp"
#include "forecast_plan.hpp"
#include "lhits/io/record.hpp"
#include "long_time_statistics.hpp"
#include "../principal_components_part.hpp"

namespace lhits {

/// Keeps its memory between jobs. Borrows everything it is made of; `statistics` may be null.
class Forecaster {
public:
    Forecaster(const Run& run, const TrajectoryReader& data,
               std::map<std::string, Surrogate>& surrogates,
               const PrincipalComponentsPart& components, const SolverLadder& solvers,
               const LongTimeStatistics* statistics);

    /// Does one job: the results of its units, as ForecastCollection takes them. `tick` is told how
    /// far a long one is, and may throw to stop.
    std::vector<Record> run(const ForecastJob& job, const std::function<void(double)>& tick);

private:
    using Tick = std::function<void(double)>;
    /// Over (members, times).
    struct Errors {
        std::vector<double> latent, state;
    };

    Record coupled(const ForecastJob& job);
    Record single(const ForecastJob& job);
    Record adaptive(const ForecastJob& job);
    std::vector<Record> perfect_model(const ForecastJob& job, const Tick& tick);
    Record direct(const ForecastJob& job, const Tick& tick);
    /// (members, parameters)
    std::vector<double> parameters_of_members(const ForecastJob& job) const;
    void add_start(std::vector<double>& starts, std::span<const float> state,
                   std::span<const double> parameters, std::size_t m) const;
    ReferenceTrajectories truth_of(const ForecastJob& job, Reduction& reduction) const;

    std::span<const float> roll_out_decoded(Surrogate& surrogate, const std::vector<Level>& levels,
                                            const ReferenceTrajectories& truth);
    void stop_at(const std::vector<std::size_t>& ends, const ReferenceTrajectories& truth);
    Errors errors_of(std::span<const float> u, const ReferenceTrajectories& truth) const;
    float valid_until(std::span<const double> mse) const;

    const Run& run_;
    const TrajectoryReader& data_;
    std::map<std::string, Surrogate>& surrogates_;
    const PrincipalComponentsPart& components_;
    const SolverLadder& solvers_;
    const LongTimeStatistics* statistics_;
    std::unique_ptr<Engine> engine_;
    AlignedVector<float> z_;
    AlignedVector<float> u_;
    double seconds_ = 0.0;
};

}  // namespace lhits
