// Long-time statistics of forecasts beside the truth: what can still be right where chaos has made
// the forecast of a single trajectory wrong.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "../evaluation.hpp"
#include "../costs/costs.hpp"
#include "field_statistics.hpp"
#include "lhits/io/quantity_file.hpp"
#include "lhits/io/record.hpp"

namespace lhits {

/// Throws InputError when the deck asks for statistics of a system that is no single field on a
/// periodic interval.
void check_statistics(const Deck& deck, const System& system);

/// Seconds of measuring the field at one time.
double field_statistics_seconds(const Run& run, Costs& costs);

/// Collects the power spectrum and the joint density of (u_x, u_xx), over all times after the
/// start, of the true test trajectories and of their coupled forecasts, and Lyapunov exponents;
/// then finds how far they are apart. Borrows the run. The same bits on any number of ranks.
class LongTimeStatistics {
public:
    using Numbers = std::map<std::string, std::map<std::string, double>>;  // by group

    /// The true trajectories of the first chunk say where the bins are. Not collective, and the
    /// same on every rank.
    LongTimeStatistics(const Run& run, const TrajectoryReader& data);
    LongTimeStatistics(const LongTimeStatistics&) = delete;
    LongTimeStatistics& operator=(const LongTimeStatistics&) = delete;

    StatisticsAxes axes() const { return measure_.axes(); }

    /// Root mean square of u.
    double size() const { return size_; }

    /// Measures the coupled forecasts of a chunk of test members, (members, times, n), or the true
    /// trajectories.
    Record of_forecasts(std::size_t chunk, std::span<const float> u) const;
    Record of_truth(const TrajectoryReader& data, std::size_t chunk) const;

    /// Take what was measured, and Lyapunov exponents of the members from `first` on: of a
    /// surrogate, or of the solver (""). Each once, on any rank.
    void enter_forecasts(const std::string& surrogate, std::size_t chunk, const Record& measured);
    void enter_truth(std::size_t chunk, const Record& measured);
    void enter_exponents(const std::string& name, std::int64_t first,
                         const std::vector<double>& exponents);

    /// Collective, when all is in: writes the datasets, and adds the numbers of the groups
    /// "statistics" and "statistics/NAME" of the file.
    void finish(QuantityWriter& writer, Numbers& numbers);

private:
    LongTimeStatistics(const Run& run, const std::vector<float>& sample);

    std::span<const float> rows_of(std::span<const float> u, std::size_t member) const;

    const Run& run_;
    std::vector<MemberRange> chunks_;
    double size_;  // root mean square of u
    FieldMeasure measure_;
    FieldSums early_, late_;  // the halves of the true trajectories in time
    std::map<std::string, FieldSums> predicted_;
    std::map<std::string, std::vector<double>> exponents_;  // by surrogate
};

}  // namespace lhits
