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
    /// What was made from anything else than `made_from`, a checksum, is not of use.
    GatheredTallies(const Run& run, std::int64_t made_from) : run_(run), made_from_(made_from) {}

    /// Collective: shares the files of earlier runs that have tasks among `wanted` over the ranks;
    /// `take` is called with what this rank has got, which is its own from now on: the next save()
    /// must hold it. With `look_only` nothing is taken. Returns the tasks that are done, on every
    /// rank; warns of damaged files.
    std::set<std::int64_t> restore(const std::set<std::int64_t>& wanted, bool look_only,
                                   const std::function<void(const Gathered&)>& take);

    /// Whether it is time to save again.
    bool is_due() const;
    /// Writes what this rank has. Not collective.
    void save(Gathered gathered);
    /// Removes what this rank has saved and taken over: it is not needed any more. Not collective.
    void remove_own();
    /// Removes all files, also those that a killed run was just writing. Serial.
    void remove_all() const;

private:
    using Clock = std::chrono::steady_clock;

    std::vector<std::string> files() const;
    /// Empty where the file is of no use; why is then in `warnings`.
    Gathered read(const std::string& path, std::set<std::string>& warnings) const;

    const Run& run_;
    std::int64_t made_from_;
    std::string path_;                  // of the own file
    std::vector<std::string> adopted_;  // files whose content is in the own one when it is written
    Clock::time_point saved_ = Clock::now();
    double seconds_ = 0.0;  // of the last save
};

}  // namespace lhits
