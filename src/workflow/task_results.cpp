#include "task_results.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <sstream>
#include <utility>

#include "lhits/base/error.hpp"
#include "lhits/base/log.hpp"
#include "lhits/io/damaged_file.hpp"
#include "lhits/parallel/agree_on_errors.hpp"

namespace lhits {

namespace fs = std::filesystem;

namespace {

constexpr const char* format = "lhits task results";
constexpr const char* made_from = "made_from";
constexpr std::size_t most_bytes = std::size_t{256} << 20U;

/// The lines of all ranks, on every rank.
std::vector<std::string> shared(const Communicator& ranks, const std::set<std::string>& own) {
    std::string text;
    for (const auto& line : own) text += line + "\n";
    std::istringstream stream(ranks.join(text));
    std::vector<std::string> lines;
    for (std::string line; std::getline(stream, line);) lines.push_back(line);
    return lines;
}

std::string file_name(std::string name) {
    std::replace_if(
        name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) == 0 && c != '-'; },
        '-');
    return name;
}

}  // namespace

TaskResults::TaskResults(const Run& run, std::string stage, std::int64_t made_from)
    : run_(run), stage_(std::move(stage)), made_from_(made_from) {}

std::set<std::string> TaskResults::files() const {
    std::set<std::string> found;
    for (const auto& entry : fs::directory_iterator(run_.directory.checkpoints())) {
        if (is_own(entry.path().filename()) && entry.path().extension() == ".h5") {
            found.insert(entry.path());
        }
    }
    return found;
}

std::set<std::string> TaskResults::restore(
    const std::function<bool(const std::string&, const Record&)>& use) const {
    std::set<std::string> names;
    std::set<std::string> warnings;
    const auto refuse = [&](const std::string& path, const std::string& why) {
        warnings.insert(why);
        fs::remove(path);
    };
    const auto look = [&](const std::string& path) {
        try {
            const Record file = read_record_file(path, format);
            if (file.integer(made_from) != made_from_) {
                refuse(path, path +
                                 ": expected results of this model and these trajectories, found "
                                 "those of others");
                return;
            }
            for (const auto& [name, result] : file.children) {
                if (use(name, result)) {
                    names.insert(name);
                } else {
                    warnings.insert(fmt::format("{}: the result of {} is not of use", path, name));
                }
            }
        } catch (const DamagedFile& damaged) {
            refuse(path, damaged.what());
        }
    };
    std::set<std::string> all;
    on_root(run_.ranks, [&] { all = files(); });
    const auto paths = shared(run_.ranks, all);
    agree_on_errors(run_.ranks, [&] {
        const auto ranks = static_cast<std::size_t>(run_.ranks.size());
        for (auto i = static_cast<std::size_t>(run_.ranks.rank()); i < paths.size(); i += ranks) {
            look(paths[i]);
        }
    });
    for (const auto& warning : shared(run_.ranks, warnings)) {
        log::warning(warning + "; it is computed again");
    }
    const auto used = shared(run_.ranks, names);
    return {used.begin(), used.end()};
}

void TaskResults::add(const std::string& name, Record result) {
    if (fresh_.children.empty()) first_ = name;
    bytes_ += bytes_of(result);
    fresh_.children[name] = std::move(result);
    const std::chrono::duration<double> since = Clock::now() - saved_;
    if (since.count() >= run_.deck.run.checkpoint_seconds || bytes_ >= most_bytes) save();
}

void TaskResults::save() {
    if (fresh_.children.empty()) return;
    const auto path = run_.directory.checkpoint(stage_ + "-" + file_name(first_));
    fresh_.integers[made_from] = made_from_;
    write_record_file(path, format, fresh_, Flush::no);
    fresh_ = {};
    bytes_ = 0;
    saved_ = Clock::now();
}

void TaskResults::saving(const std::function<void()>& work) {
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

void TaskResults::remove() const {
    for (const auto& entry : fs::directory_iterator(run_.directory.checkpoints())) {
        if (is_own(entry.path().filename())) fs::remove(entry.path());
    }
}

}  // namespace lhits
