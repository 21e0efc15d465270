// Long-time statistics of forecasts beside the truth: what can still be right where chaos has made
// the forecast of a single trajectory wrong.
#pragma once

#include <functional>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "../evaluation.hpp"
#include "field_statistics.hpp"
#include "lhits/io/forecast_file.hpp"
#include "lhits/parallel/task_pool.hpp"

namespace lhits {

/// Throws InputError when the deck asks for statistics of a system that is no single field on a
/// periodic interval.
void check_statistics(const Deck& deck, const System& system);

/// Collects the power spectrum and the joint density of (u_x, u_xx), over all times after the
/// start, of the true test trajectories and of their coupled forecasts; then finds how far they are
/// apart, and the Lyapunov exponents. Borrows the run. The same bits on any number of ranks.
class LongTimeStatistics {
public:
    using Numbers = std::map<std::string, std::map<std::string, double>>;  // by group

    /// The true trajectories of the first chunk say where the bins are. Not collective, and the
    /// same on every rank.
    explicit LongTimeStatistics(const Run& run);
    LongTimeStatistics(const LongTimeStatistics&) = delete;
    LongTimeStatistics& operator=(const LongTimeStatistics&) = delete;

    StatisticsAxes axes() const { return measure_.axes(); }

    /// Adds the coupled forecasts of a chunk of test members, (members, times, n).
    void add(const std::string& surrogate, std::size_t chunk, std::span<const float> u);

    /// Collective: does what is left, writes the datasets, and adds the numbers of the groups
    /// "statistics" and "statistics/NAME" of the file.
    void finish(std::map<std::string, Surrogate>& surrogates, ForecastWriter& writer,
                Numbers& numbers);

private:
    /// The rest of the work in tasks, each told to whom it reports how far it is.
    struct Job {
        Task task;
        std::function<void(const std::function<void(double)>& tick)> work;
    };
    using Exponents = std::map<std::string, std::vector<double>>;  // by surrogate

    LongTimeStatistics(const Run& run, const std::vector<float>& sample);

    void add_truth(std::size_t chunk);
    std::vector<Job> list_jobs(std::map<std::string, Surrogate>& surrogates, Engine& engine,
                               Exponents& exponents);
    void do_jobs(const std::vector<Job>& jobs) const;
    std::span<const float> rows_of(std::span<const float> u, std::size_t member) const;

    const Run& run_;
    std::vector<MemberRange> chunks_;
    double size_;  // root mean square of u
    FieldMeasure measure_;
    FieldSums early_, late_;  // the halves of the true trajectories in time
    std::map<std::string, FieldSums> predicted_;
};

}  // namespace lhits
