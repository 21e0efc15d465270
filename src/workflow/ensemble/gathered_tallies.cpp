#include "gathered_tallies.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <sstream>
#include <utility>

#include "lhits/base/log.hpp"
#include "lhits/io/damaged_file.hpp"
#include "lhits/parallel/agree_on_errors.hpp"

namespace lhits {

namespace fs = std::filesystem;

namespace {

constexpr const char* format = "lhits gathered tallies";
constexpr const char* prefix = "gathered-";
constexpr const char* made_from_item = "made_from";
constexpr const char* tasks_item = "tasks";

bool overlap(const std::set<std::int64_t>& a, const std::set<std::int64_t>& b) {
    return std::any_of(a.begin(), a.end(), [&](std::int64_t task) { return b.contains(task); });
}

/// One file, as a line.
struct Line {
    std::string path;
    std::set<std::int64_t> tasks;
};

std::vector<Line> lines_of(const std::string& text) {
    std::vector<Line> lines;
    std::istringstream stream(text);
    for (std::string one; std::getline(stream, one);) {
        Line line;
        std::istringstream words(one);
        std::size_t length = 0;
        words >> length;
        words.get();
        line.path.resize(length);
        words.read(line.path.data(), static_cast<std::streamsize>(length));
        for (std::int64_t task = 0; words >> task;) line.tasks.insert(task);
        lines.push_back(std::move(line));
    }
    return lines;
}

}  // namespace

std::vector<std::string> GatheredTallies::files() const {
    std::vector<std::string> found;
    for (const auto& entry : fs::directory_iterator(run_.directory.checkpoints())) {
        const auto name = entry.path().filename().string();
        if (name.starts_with(prefix) && name.ends_with(".h5")) found.push_back(entry.path());
    }
    std::sort(found.begin(), found.end());
    return found;
}

Gathered GatheredTallies::read(const std::string& path, std::set<std::string>& warnings) const {
    Gathered gathered;
    try {
        Record file = read_record_file(path, format);
        if (file.integer(made_from_item) != made_from_) {
            warnings.insert(path + ": expected members of this ensemble, found those of another");
            return gathered;
        }
        const auto& tasks = file.longs(tasks_item);
        gathered.tasks.insert(tasks.begin(), tasks.end());
        gathered.tallies = std::move(file.children);
    } catch (const DamagedFile& damaged) {
        warnings.insert(damaged.what());
        gathered = {};
    }
    return gathered;
}

std::set<std::int64_t> GatheredTallies::restore(const std::set<std::int64_t>& wanted,
                                                bool look_only,
                                                const std::function<void(const Gathered&)>& take) {
    path_.clear();
    adopted_.clear();
    std::string list;
    on_root(run_.ranks, [&] {
        for (const auto& path : files()) list += path + "\n";
    });
    std::istringstream paths(run_.ranks.broadcast(list));
    std::map<std::string, Gathered> own;
    std::set<std::string> warnings;
    agree_on_errors(run_.ranks, [&] {
        std::int64_t place = 0;
        for (std::string path; std::getline(paths, path); ++place) {
            if (place % run_.ranks.size() != run_.ranks.rank()) continue;
            auto gathered = read(path, warnings);
            if (gathered.tasks.empty()) {
                if (!look_only) fs::remove(path);
            } else if (overlap(gathered.tasks, wanted)) {
                own.emplace(path, std::move(gathered));
            }
        }
    });
    std::string lines;
    for (const auto& [path, gathered] : own) {
        lines += fmt::format("{} {} {}\n", path.size(), path, fmt::join(gathered.tasks, " "));
    }
    std::string texts;
    for (const auto& warning : warnings) texts += warning + "\n";
    std::istringstream all_warnings(run_.ranks.join(texts));
    for (std::string warning; std::getline(all_warnings, warning);) {
        log::warning(warning + "; it is computed again");
    }
    // A run that was killed between two files may have left one whose content is in another.
    auto all = lines_of(run_.ranks.join(lines));
    std::stable_sort(all.begin(), all.end(),
                     [](const Line& a, const Line& b) { return a.tasks.size() > b.tasks.size(); });
    std::set<std::int64_t> done;
    agree_on_errors(run_.ranks, [&] {
        for (const auto& [path, tasks] : all) {
            const bool taken = overlap(tasks, done);
            if (!taken) done.insert(tasks.begin(), tasks.end());
            const auto found = own.find(path);
            if (found == own.end() || look_only) continue;
            adopted_.push_back(path);
            if (!taken) take(found->second);
        }
    });
    return done;
}

bool GatheredTallies::is_due() const {
    const std::chrono::duration<double> since = Clock::now() - saved_;
    constexpr double share = 20.0;  // of the time may go into saving
    return since.count() >= std::max(run_.deck.run.checkpoint_seconds, share * seconds_);
}

void GatheredTallies::save(Gathered gathered) {
    if (gathered.tasks.empty()) return;
    const auto begin = Clock::now();
    if (path_.empty()) {
        // A name that none of the adopted files has: those are removed when this one is whole.
        for (const auto task : gathered.tasks) {
            path_ = run_.directory.checkpoint(fmt::format("{}{}", prefix, task));
            if (!fs::exists(path_)) break;
        }
    }
    Record file;
    file.integers[made_from_item] = made_from_;
    file.put(tasks_item, std::vector<std::int64_t>(gathered.tasks.begin(), gathered.tasks.end()));
    file.children = std::move(gathered.tallies);
    write_record_file(path_, format, file, Flush::no);
    for (const auto& path : adopted_) {
        if (path != path_) fs::remove(path);
    }
    adopted_.clear();
    saved_ = Clock::now();
    seconds_ = std::chrono::duration<double>(saved_ - begin).count();
}

void GatheredTallies::remove_own() {
    if (!path_.empty()) fs::remove(path_);
    for (const auto& path : adopted_) fs::remove(path);
    path_.clear();
    adopted_.clear();
}

void GatheredTallies::remove_all() const {
    for (const auto& entry : fs::directory_iterator(run_.directory.checkpoints())) {
        if (entry.path().filename().string().starts_with(prefix)) fs::remove(entry.path());
    }
}

}  // namespace lhits
