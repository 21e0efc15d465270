// What the finished tasks of a stage have made, until the stage's own file is whole.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <set>
#include <string>

#include "lhits/io/record.hpp"
#include "lhits/workflow/run.hpp"

namespace lhits {

/// Results by name, each rank's own in files checkpoints/STAGE-NAME.h5 after the first result in
/// them: written every [run] checkpoint_seconds, when they take much memory, and when the run ends
/// early, so that many quick tasks make few files. Nothing waits for the disk: a file that was torn
/// is found by its checksum, and its tasks are done again. Borrows the run.
class TaskResults {
public:
    /// Results that were made from anything else than `made_from`, a checksum, are not of use.
    TaskResults(const Run& run, std::string stage, std::int64_t made_from);

    /// Collective: shares what earlier runs have saved among the ranks. `use` is called with each
    /// result on one rank, and says whether it is of use. Returns the names of those that are, on
    /// every rank; warns of the others and of damaged files.
    std::set<std::string> restore(
        const std::function<bool(const std::string& name, const Record& result)>& use) const;

    /// Adds the result of a task; saves when it is time. Names hold no '/'. Not collective.
    void add(const std::string& name, Record result);
    /// Writes what is new. Not collective.
    void save();
    /// Runs `work`, which adds results; when it throws, saves what there is. Not collective.
    void saving(const std::function<void()>& work);

    /// Removes what this and earlier runs have saved. Serial.
    void remove() const;

private:
    using Clock = std::chrono::steady_clock;

    bool is_own(const std::string& file) const { return file.starts_with(stage_ + "-"); }
    std::set<std::string> files() const;

    const Run& run_;
    std::string stage_;
    std::int64_t made_from_;
    std::string first_;  // of the new ones
    Record fresh_;
    std::size_t bytes_ = 0;
    Clock::time_point saved_ = Clock::now();
};

}  // namespace lhits
