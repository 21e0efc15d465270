// What a run has made, in checkpoints/ until the file of its stage is whole.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>

#include "lhits/io/record.hpp"
#include "lhits/workflow/run.hpp"

namespace lhits {

struct ArtifactKind {
    const char* format;       ///< of the files
    std::string prefix;       ///< of their names
    const char* expected;     ///< of the line on a file that was made from other inputs
    bool is_durable = false;  ///< forced to the disk, and the one before is kept
};

/// Results of the tasks of a stage: files STAGE-NAME.h5 after the first result in them.
ArtifactKind task_results(const std::string& stage);

/// Records of one kind in files NAME.h5 of checkpoints/, each with the checksum of what it was made
/// from: its key. What is in a file that is damaged (a checksum tells) or of another key is made
/// again, and a line says so. Borrows the run.
class ArtifactStore {
public:
    ArtifactStore(const Run& run, ArtifactKind kind, std::int64_t key);

    /// None where there is no such file, or one of another key. Serial. Throws DamagedFile.
    std::optional<Record> read(const std::string& name) const;
    /// Puts the key into the artifact and writes it. Serial. Throws Failure.
    void write(const std::string& name, Record& artifact) const;
    /// Of a durable one: where the newest file is damaged or missing, the one before takes its
    /// place; `progress` says in words how far that is. Where none is whole or of this key, both
    /// are removed. Serial.
    void recover(const std::string& name,
                 const std::function<std::string(const Record&)>& progress) const;
    /// Also the one before. Serial.
    void remove(const std::string& name) const;
    /// Removes all of this kind, also those that a killed run was just writing. Serial.
    void remove_all() const;

    /// Collective: deals out the files of earlier runs over the ranks; `take` is called with each
    /// on one rank. Removes those that are damaged or of another key, unless it is to `look_only`.
    void share(bool look_only,
               const std::function<void(const std::string& name, Record artifact)>& take) const;
    /// Collective: the same for files of results. `use` is called with each result on one rank, and
    /// says whether it is of use. Returns the names of those that are, on every rank.
    std::set<std::string> restore(
        const std::function<bool(const std::string& name, const Record& result)>& use) const;

    /// Adds a result to those that save() writes together: every [run] checkpoint_seconds and when
    /// they take much memory, so that many quick tasks make few files. Not collective.
    void add(const std::string& name, Record result);
    /// Writes what was added since. Not collective.
    void save();

private:
    using Clock = std::chrono::steady_clock;

    /// Collective.
    void warn(const std::set<std::string>& warnings) const;

    const Run& run_;
    ArtifactKind kind_;
    std::int64_t key_;
    std::string first_;  // of the results that are not saved
    Record fresh_;
    std::size_t bytes_ = 0;
    Clock::time_point saved_ = Clock::now();
};

/// Runs `work`; when it throws, runs `save`, whose own errors are not told, before that goes on.
/// Not collective.
void saving(const std::function<void()>& save, const std::function<void()>& work);

/// Collective: the lines of all ranks, on every rank.
std::set<std::string> lines_of_all(const Communicator& ranks, const std::set<std::string>& lines);

}  // namespace lhits
