#include "artifact_store.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <sstream>
#include <utility>

#include "lhits/base/error.hpp"
#include "lhits/base/log.hpp"
#include "lhits/io/checkpoint_file.hpp"
#include "lhits/io/damaged_file.hpp"
#include "lhits/parallel/agree_on_errors.hpp"

namespace lhits {

namespace fs = std::filesystem;

namespace {

constexpr const char* made_from = "made_from";
constexpr std::size_t most_bytes = std::size_t{256} << 20U;

std::string file_name(std::string name) {
    std::replace_if(
        name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) == 0 && c != '-'; },
        '-');
    return name;
}

/// The files of a folder with this begin of their names.
std::set<fs::path> files(const std::string& folder, const std::string& prefix) {
    std::set<fs::path> found;
    for (const auto& entry : fs::directory_iterator(folder)) {
        if (entry.path().filename().string().starts_with(prefix)) found.insert(entry.path());
    }
    return found;
}

}  // namespace

ArtifactKind task_results(const std::string& stage) {
    return {"lhits task results", stage + "-",
            "results of this model and these trajectories, found those of others"};
}

ArtifactStore::ArtifactStore(const Run& run, ArtifactKind kind, std::int64_t key)
    : run_(run), kind_(std::move(kind)), key_(key) {}

std::optional<Record> ArtifactStore::read(const std::string& name) const {
    const auto path = run_.directory.checkpoint(name);
    if (!fs::exists(path)) return std::nullopt;
    auto artifact = read_record_file(path, kind_.format);
    const auto key = artifact.integers.find(made_from);
    if (key == artifact.integers.end() || key->second != key_) return std::nullopt;
    return artifact;
}

void ArtifactStore::write(const std::string& name, Record& artifact) const {
    const auto path = run_.directory.checkpoint(name);
    artifact.integers[made_from] = key_;
    if (kind_.is_durable) {
        write_checkpoint_file(path, kind_.format, artifact);
    } else {
        write_record_file(path, kind_.format, artifact, Flush::no);
    }
}

void ArtifactStore::recover(const std::string& name,
                            const std::function<std::string(const Record&)>& progress) const {
    const auto newest = run_.directory.checkpoint(name);
    const auto previous = previous_checkpoint(newest);
    std::string faults;  // none where the run was killed between two names
    for (const auto& path : {newest, previous}) {
        if (!fs::exists(path)) continue;
        try {
            const auto artifact = read(fs::path(path).stem());
            if (!artifact) {
                remove(name);
                log::info(fmt::format("{}: made with other values of keys; {} is made afresh", path,
                                      name));
                return;
            }
            if (path == newest) return;
            fs::rename(previous, newest);
            if (faults.empty()) return;
            log::warning(fmt::format("{}; going back to the checkpoint before, {}", faults,
                                     progress(*artifact)));
            return;
        } catch (const DamagedFile& damaged) {
            faults += fmt::format("{}{}", faults.empty() ? "" : "; ", damaged.what());
        }
    }
    if (faults.empty()) return;
    remove(name);
    log::warning(fmt::format("{}; {} is made afresh", faults, name));
}

void ArtifactStore::remove(const std::string& name) const {
    remove_checkpoint_files(run_.directory.checkpoint(name));
}

void ArtifactStore::remove_all() const {
    for (const auto& path : files(run_.directory.checkpoints(), kind_.prefix)) fs::remove(path);
}

void ArtifactStore::share(bool look_only,
                          const std::function<void(const std::string&, Record)>& take) const {
    std::set<std::string> found;
    on_root(run_.ranks, [&] {
        for (const auto& path : files(run_.directory.checkpoints(), kind_.prefix)) {
            if (path.extension() == ".h5") found.insert(path.stem());
        }
    });
    const auto names = lines_of_all(run_.ranks, found);
    std::set<std::string> warnings;
    agree_on_errors(run_.ranks, [&] {
        int place = 0;
        for (const auto& name : names) {
            if (place++ % run_.ranks.size() != run_.ranks.rank()) continue;
            const auto path = run_.directory.checkpoint(name);
            try {
                if (auto artifact = read(name)) {
                    take(name, *std::move(artifact));
                    continue;
                }
                warnings.insert(fmt::format("{}: expected {}", path, kind_.expected));
            } catch (const DamagedFile& damaged) {
                warnings.insert(damaged.what());
            }
            if (!look_only) fs::remove(path);
        }
    });
    warn(warnings);
}

std::set<std::string> ArtifactStore::restore(
    const std::function<bool(const std::string&, const Record&)>& use) const {
    std::set<std::string> used;
    std::set<std::string> warnings;
    share(false, [&](const std::string& file, const Record& results) {
        for (const auto& [name, result] : results.children) {
            if (use(name, result)) {
                used.insert(name);
            } else {
                warnings.insert(fmt::format("{}: the result of {} is not of use",
                                            run_.directory.checkpoint(file), name));
            }
        }
    });
    warn(warnings);
    return lines_of_all(run_.ranks, used);
}

void ArtifactStore::add(const std::string& name, Record result) {
    if (fresh_.children.empty()) first_ = name;
    bytes_ += bytes_of(result);
    fresh_.children[name] = std::move(result);
    const std::chrono::duration<double> since = Clock::now() - saved_;
    if (since.count() >= run_.deck.run.checkpoint_seconds || bytes_ >= most_bytes) save();
}

void ArtifactStore::save() {
    if (fresh_.children.empty()) return;
    write(kind_.prefix + file_name(first_), fresh_);
    fresh_ = {};
    bytes_ = 0;
    saved_ = Clock::now();
}

void ArtifactStore::warn(const std::set<std::string>& warnings) const {
    for (const auto& warning : lines_of_all(run_.ranks, warnings)) {
        log::warning(warning + "; it is computed again");
    }
}

void saving(const std::function<void()>& save, const std::function<void()>& work) {
    try {
        work();
    } catch (...) {
        try {
            save();
        } catch (const Error&) {  // what ended the run is told, and not this
        }
        throw;
    }
}

std::set<std::string> lines_of_all(const Communicator& ranks, const std::set<std::string>& lines) {
    std::string text;
    for (const auto& line : lines) text += line + "\n";
    std::istringstream stream(ranks.join(text));
    std::set<std::string> all;
    while (std::getline(stream, text)) all.insert(text);
    return all;
}

}  // namespace lhits
