#include "lhits/workflow/run_directory.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <system_error>

#include "lhits/base/error.hpp"
#include "lhits/base/log.hpp"
#include "lhits/config/deck.hpp"
#include "lhits/io/text_file.hpp"
#include "lhits/parallel/agree_on_errors.hpp"

namespace lhits {

namespace fs = std::filesystem;

namespace {

/// The ranks of a killed run take a moment to end. Those of a job that Slurm has requeued because
/// it lost touch with a node may work on there.
std::chrono::seconds patience() {
    return std::getenv("SLURM_RESTART_COUNT") == nullptr ? std::chrono::seconds(5)
                                                         : std::chrono::hours(1);
}

constexpr const char* part_prefix = "forecast-part-";

/// Parts of different numbers overlap.
void require_same_count(const std::string& checkpoints, const std::string& end) {
    for (const auto& entry : fs::directory_iterator(checkpoints)) {
        const auto name = entry.path().filename().string();
        if (!name.starts_with(part_prefix) || name.ends_with(end)) continue;
        const FolderLock unused(entry.path().string(), std::chrono::seconds(0));
    }
}

}  // namespace

std::string free_name(const std::string& path) {
    int number = 1;
    const auto name = path.substr(0, path.find_last_not_of('/') + 1);
    const auto other = [&] { return fmt::format("{}.{}", name, number); };
    while (fs::exists(other())) ++number;
    return other();
}

void RunDirectory::prepare(const Deck& deck, FolderLock::Use use, FolderLock& lock) const {
    std::error_code error;
    fs::create_directories(checkpoints(), error);
    if (error || ::access(path_.c_str(), W_OK) != 0) {
        throw InputError(fmt::format(
            "run.directory: expected a folder that can be written, found {} ({}); choose "
            "another one with --set run.directory=...",
            path_, error ? error.message() : "no permission to write"));
    }
    lock = FolderLock(path_, patience(), use);
    const std::string file = path_ + "/deck.toml";
    if (!fs::exists(file)) {
        write_text_file(file, deck_text(deck));
        return;
    }
    const auto earlier = read_text_file(file);
    const bool is_part = use == FolderLock::Use::shared;
    const auto changes = deck_changes(earlier, deck, is_part ? Stage::forecast : Stage::generate);
    if (!changes.empty()) {
        throw InputError(fmt::format(
            "{}: expected the deck that this run directory was made with, found another: {}; "
            "choose another folder (--set run.directory=...); --fresh starts over and keeps the "
            "old folder under another name",
            file, changes.front().text));
    }
}

bool RunDirectory::has_begun() const {
    return fs::exists(path_ + "/deck.toml") || fs::exists(trajectories()) || fs::exists(model());
}

void RunDirectory::keep(const Deck& deck) const {
    const std::string file = path_ + "/deck.toml";
    if (deck_changes(read_text_file(file), deck, Stage::report).empty()) return;
    write_text_file(file, deck_text(deck));
}

FolderLock RunDirectory::open(const Communicator& ranks, const Deck& deck) const {
    FolderLock lock;
    on_root(ranks, [&] { prepare(deck, FolderLock::Use::alone, lock); });
    return lock;
}

std::vector<FolderLock> RunDirectory::open(const Communicator& ranks, const Deck& deck,
                                           const Part& part) const {
    std::vector<FolderLock> locks(2);
    on_root(ranks, [&] {
        prepare(deck, FolderLock::Use::shared, locks[0]);
        const auto end = fmt::format("-of-{}", part.count);
        const auto own = fmt::format("{}/{}{}{}", checkpoints(), part_prefix, part.index, end);
        fs::create_directory(own);
        locks[1] = FolderLock(own, patience());
        require_same_count(checkpoints(), end);
    });
    return locks;
}

void RunDirectory::set_aside(const Communicator& ranks,
                             const std::vector<std::string>& within) const {
    on_root(ranks, [&] {
        std::vector<FolderLock> locks;
        for (const auto& run : within.empty() ? std::vector{path_} : within) {
            if (fs::exists(run + "/deck.toml")) locks.emplace_back(run, patience());
        }
        if (locks.empty()) return;
        const auto other = free_name(path_);
        std::error_code error;
        fs::rename(path_, other, error);
        if (error) {
            throw InputError(fmt::format(
                "{}: expected a folder that can be renamed to {}, found one that can not ({}); "
                "rename it yourself, or choose another one with --set run.directory=...",
                path_, other, error.message()));
        }
        log::info(fmt::format("the run that was in {} is kept in {}", path_, other));
    });
}

void require_stage(const std::string& file, const char* command) {
    if (fs::exists(file)) return;
    throw InputError(fmt::format("{}: expected this file, found none; run 'lhits {} DECK' first",
                                 file, command));
}

}  // namespace lhits
