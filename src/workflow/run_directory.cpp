#include "lhits/workflow/run_directory.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <system_error>

#include "lhits/base/error.hpp"
#include "lhits/config/deck.hpp"
#include "lhits/io/text_file.hpp"
#include "lhits/parallel/together.hpp"

namespace lhits {

namespace fs = std::filesystem;

namespace {

/// The ranks of a killed run take a moment to end. Those of a job that Slurm has requeued because
/// it lost touch with a node may work on there.
std::chrono::seconds patience() {
    return std::getenv("SLURM_RESTART_COUNT") == nullptr ? std::chrono::seconds(5)
                                                         : std::chrono::hours(1);
}

}  // namespace

FolderLock RunDirectory::open(const Communicator& ranks, const Deck& deck) const {
    FolderLock lock;
    on_root(ranks, [&] {
        std::error_code error;
        fs::create_directories(checkpoints(), error);
        if (error || ::access(path_.c_str(), W_OK) != 0) {
            throw InputError(fmt::format(
                "run.directory: expected a folder that can be written, found {} ({}); choose "
                "another one with --set run.directory=...",
                path_, error ? error.message() : "no permission to write"));
        }
        lock = FolderLock(path_, patience());
        const std::string file = path_ + "/deck.toml";
        if (!fs::exists(file)) {
            write_text_file(file, deck_text(deck));
            return;
        }
        const auto difference = deck_difference(read_text_file(file), deck);
        if (!difference.empty()) {
            throw InputError(fmt::format(
                "{}: expected the deck that this run directory was made with, found another: {}; "
                "choose another folder (--set run.directory=...) or remove this one",
                file, difference));
        }
    });
    return lock;
}

void require_stage(const std::string& file, const char* command) {
    if (fs::exists(file)) return;
    throw InputError(fmt::format("{}: expected this file, found none; run 'lhits {} DECK' first",
                                 file, command));
}

}  // namespace lhits
