// Scores of an ensemble forecast over all initial conditions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "lhits/io/quantity_file.hpp"
#include "lhits/io/record.hpp"
#include "lhits/parallel/communicator.hpp"

namespace lhits {

/// How many parts the ranks of the truth among so many members are sorted into: one for each rank,
/// at most 20.
std::int64_t rank_bins(std::int64_t members);
/// Tenths.
inline constexpr std::int64_t probability_bins = 10;

/// What the forecasts did at their end, and where the truth is known spread and skill, rank
/// histogram (Hamill, Mon. Wea. Rev. 129 (2001) 550), reliability diagram
/// and Brier score of one group, from the results of its initial conditions. The start of the
/// forecasts is not counted. The same bits on any number of ranks. Borrows the header.
class EnsembleScores {
public:
    EnsembleScores(const EnsembleHeader& header, const EnsembleGroup& group);

    /// Each initial condition's result once, on any rank.
    void enter(std::int64_t initial_condition, const Record& result);
    /// Collective; afterwards every rank has all.
    void collect(const Communicator& ranks);

    /// To be written by one rank, where the truth is known.
    void write(QuantityWriter& writer) const;
    /// For people: the shares of the members that are counted at the end and have left the training
    /// data; and means over the time after the start: crps, energy_score, spread, skill.
    std::map<std::string, double> numbers() const;

private:
    /// What is summed over initial conditions, in their order: a few numbers a time, then those of
    /// the ranks, then those of the probabilities.
    enum OfTime : std::size_t { counted, left, variance, square_error, crps, energy, of_time };
    enum OfProbability : std::size_t { probability, outcome, count, square, of_probability };

    std::size_t times() const { return static_cast<std::size_t>(header_.times()); }
    std::size_t length() const;
    std::size_t place(OfTime what, std::size_t time) const { return what * times() + time; }
    std::size_t rank_place(std::size_t bin) const { return of_time * times() + bin; }
    std::size_t place(OfProbability what, std::size_t threshold, std::size_t bin) const;
    void add_times(const Record& result, double* sums) const;
    void add_ranks(const Record& result, double* sums) const;
    void add_probabilities(const Record& result, double* sums) const;
    double over_conditions(OfTime what, std::size_t time) const;

    const EnsembleHeader& header_;
    std::string name_;
    std::vector<double> sums_;   // (initial conditions, length())
    std::vector<double> total_;  // (length())
};

}  // namespace lhits
