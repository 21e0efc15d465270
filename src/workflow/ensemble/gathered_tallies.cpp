#include "gathered_tallies.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>
#include <utility>

#include "lhits/parallel/agree_on_errors.hpp"

namespace lhits {
namespace {

using Json = nlohmann::json;

constexpr const char* prefix = "gathered-";
constexpr const char* tasks_item = "tasks";

bool overlap(const std::set<std::int64_t>& a, const std::set<std::int64_t>& b) {
    return std::any_of(a.begin(), a.end(), [&](std::int64_t task) { return b.contains(task); });
}

}  // namespace

GatheredTallies::GatheredTallies(const Run& run, std::int64_t key)
    : run_(run),
      store_(run,
             {"lhits gathered tallies", prefix, "members of this ensemble, found those of another"},
             key) {}

std::set<std::int64_t> GatheredTallies::restore(const std::set<std::int64_t>& wanted,
                                                bool look_only,
                                                const std::function<void(const Gathered&)>& take) {
    name_.clear();
    adopted_.clear();
    std::map<std::string, Gathered> found;  // on this rank, by the name of the file
    std::set<std::string> lines;
    store_.share(look_only, [&](const std::string& name, Record file) {
        const auto& tasks = file.longs(tasks_item);
        Gathered gathered{{tasks.begin(), tasks.end()}, std::move(file.children)};
        if (!overlap(gathered.tasks, wanted)) return;
        lines.insert(Json{gathered.tasks.size(), name, gathered.tasks}.dump());
        found.emplace(name, std::move(gathered));
    });
    // A run that was killed between two files may have left one whose content is in another: those
    // with most tasks come first.
    std::set<Json, std::greater<>> files;
    for (const auto& line : lines_of_all(run_.ranks, lines)) files.insert(Json::parse(line));
    std::set<std::int64_t> done;
    agree_on_errors(run_.ranks, [&] {
        for (const auto& file : files) {
            const auto name = file[1].get<std::string>();
            const auto tasks = file[2].get<std::set<std::int64_t>>();
            const bool taken = overlap(tasks, done);
            if (!taken) done.insert(tasks.begin(), tasks.end());
            const auto gathered = found.find(name);
            if (gathered == found.end() || look_only) continue;
            adopted_.push_back(name);
            if (!taken) take(gathered->second);
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
    if (name_.empty()) {
        // A name that none of the adopted files has: those are removed when this one is whole.
        for (const auto task : gathered.tasks) {
            name_ = fmt::format("{}{}", prefix, task);
            if (!std::filesystem::exists(run_.directory.checkpoint(name_))) break;
        }
    }
    Record file;
    file.put(tasks_item, std::vector<std::int64_t>(gathered.tasks.begin(), gathered.tasks.end()));
    file.children = std::move(gathered.tallies);
    store_.write(name_, file);
    std::erase(adopted_, name_);
    for (const auto& name : adopted_) store_.remove(name);
    adopted_.clear();
    saved_ = Clock::now();
    seconds_ = std::chrono::duration<double>(saved_ - begin).count();
}

void GatheredTallies::remove_own() {
    if (!name_.empty()) store_.remove(name_);
    for (const auto& name : adopted_) store_.remove(name);
    name_.clear();
    adopted_.clear();
}

}  // namespace lhits
