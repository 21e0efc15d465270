// The run directory: what lies where, and whose deck it belongs to.
#pragma once

#include <string>
#include <vector>

#include "lhits/io/folder_lock.hpp"
#include "lhits/workflow/part.hpp"

namespace lhits {

class Communicator;
struct Deck;

class RunDirectory {
public:
    explicit RunDirectory(std::string path) : path_(std::move(path)) {}

    /// Collective: makes the folder and writes deck.toml. Throws InputError when the folder cannot
    /// be written, when its trajectories were made by another deck (naming the key that differs),
    /// or when another lhits works in it. While the lock lives, none can begin to.
    [[nodiscard]] FolderLock open(const Communicator& ranks, const Deck& deck) const;

    /// The same for one part of the forecasts, whose deck must be the same as far as forecasts
    /// depend on it: others may be made at the same time, unless of another number of parts.
    [[nodiscard]] std::vector<FolderLock> open(const Communicator& ranks, const Deck& deck,
                                               const Part& part) const;

    /// Whether a run has begun here, or the trajectories or the model of one were put here. Serial.
    bool has_begun() const;

    /// Writes deck.toml again where results depend on keys that have changed: when the results are
    /// there. Serial.
    void keep(const Deck& deck) const;

    /// Collective: gives a run directory that is there another name, PATH.1 or the first number
    /// that is free, and says so; or a folder with such directories `within` it. Throws InputError
    /// when another lhits works in one.
    void set_aside(const Communicator& ranks, const std::vector<std::string>& within = {}) const;

    const std::string& path() const { return path_; }
    std::string trajectories() const { return path_ + "/trajectories.h5"; }
    std::string model() const { return path_ + "/model.h5"; }
    std::string forecast() const { return path_ + "/forecast.h5"; }
    std::string timeline() const { return path_ + "/timeline.json"; }
    std::string report_json() const { return path_ + "/report.json"; }
    std::string report_text() const { return path_ + "/report.md"; }
    std::string checkpoints() const { return path_ + "/checkpoints"; }
    std::string checkpoint(const std::string& task) const {
        return checkpoints() + "/" + task + ".h5";
    }

private:
    void prepare(const Deck& deck, FolderLock::Use use, FolderLock& lock) const;

    std::string path_;
};

/// PATH.1, or the first number that is free.
std::string free_name(const std::string& path);

/// Throws InputError, naming the command to run first, when a stage's input is not there.
void require_stage(const std::string& file, const char* command);

}  // namespace lhits
