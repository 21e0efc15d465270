// What is known of the ensemble of one initial condition so far.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "follow_members.hpp"
#include "lhits/hits/ensemble_statistics.hpp"
#include "lhits/io/ensemble_file.hpp"

namespace lhits {

/// Members among which pairs are looked at when there are more of them than fit into a block.
inline constexpr std::size_t pair_group = 64;

/// How many members equal the truth.
inline constexpr const char* ties_item = "ties";

class EnsembleTally {
public:
    /// Rolls out the control with `forecasts`; where the truth is known, reads it. `block` is the
    /// number of members that are added together.
    EnsembleTally(const EnsembleInputs& inputs, MemberForecasts& forecasts,
                  const EnsembleHeader& header, std::int64_t initial_condition, std::int64_t block);

    static std::size_t bytes(const EnsembleHeader& header, std::int64_t block);

    /// Rolls out and adds some members; `watch` sees each time as well.
    void add(const Run& run, MemberForecasts& forecasts, MemberRange members,
             const std::function<void(const MembersAt&)>& watch);

    /// As those of EnsembleStatistics.
    Record record();
    void add(const Record& gathered);
    void collect(const Communicator& ranks, int root);

    /// The datasets of the file for this initial condition, by name, but for the members' own; and
    /// `ties_item`, over (times, points), where the truth is known.
    Record result(const EnsembleHeader& header) const;

private:
    std::int64_t initial_condition_;
    std::unique_ptr<EnsembleReference> reference_;
    EnsembleStatistics statistics_;
    std::vector<std::int64_t> outside_;  // (times)
    std::vector<std::int64_t> left_;     // (times)
    float distance_ = 0.0F;              // of the initial condition
    double error_ = 0.0;
};

}  // namespace lhits
