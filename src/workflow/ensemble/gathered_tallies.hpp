// What ranks have gathered of an ensemble, on the disk until it is whole.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "lhits/io/record.hpp"
#include "lhits/workflow/run.hpp"
#include "../artifact_store.hpp"

namespace lhits {

/// The numbers of tasks that are done, and what they have come to, by the name of a unit.
struct Gathered {
    std::set<std::int64_t> tasks;
    std::map<std::string, Record> tallies;
};

/// Each rank's own in a file checkpoints/gathered-FIRST.h5 (the first task in it), written again
/// and again: constant in size, however many members there are. Borrows the run.
class GatheredTallies {
public:
    /// `key`: of what it is made from.
    GatheredTallies(const Run& run, std::int64_t key);

    /// Collective: shares the files of earlier runs that have tasks among `wanted` over the ranks;
    /// `take` is called with what this rank has got, which is its own from now on: the next save()
    /// must hold it. With `look_only` nothing is taken. Returns the tasks that are done, on every
    /// rank.
    std::set<std::int64_t> restore(const std::set<std::int64_t>& wanted, bool look_only,
                                   const std::function<void(const Gathered&)>& take);

    /// Whether it is time to save again.
    bool is_due() const;
    /// Writes what this rank has. Not collective.
    void save(Gathered gathered);
    /// Removes what this rank has saved and taken over: it is not needed any more. Not collective.
    void remove_own();
    /// Removes all files. Serial.
    void remove_all() const { store_.remove_all(); }

private:
    using Clock = std::chrono::steady_clock;

    const Run& run_;
    ArtifactStore store_;
    std::string name_;                  // of the own file
    std::vector<std::string> adopted_;  // files whose content is in the own one when it is written
    Clock::time_point saved_ = Clock::now();
    double seconds_ = 0.0;  // of the last save
};

}  // namespace lhits
