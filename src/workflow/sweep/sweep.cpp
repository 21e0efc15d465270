#include "lhits/workflow/sweep.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "lhits/base/error.hpp"
#include "lhits/parallel/agree_on_errors.hpp"

namespace lhits {

namespace {

/// What trajectories depend on.
SweepPoint trajectory_point(const Run& run) {
    const auto stages = key_stages(run.deck);
    return run.point.only([&](const std::string& key) { return stages.at(key) == Stage::generate; },
                          "all");
}

/// The points whose number is asked for, all without one.
std::vector<SweepPoint> chosen_points(std::vector<SweepPoint> points,
                                      const std::optional<std::int64_t>& point) {
    if (!point) return points;
    const auto count = static_cast<std::int64_t>(points.size());
    if (*point < 0 || *point >= count) {
        throw InputError(
            fmt::format("--point {}: expected a number from 0 to {}, for the deck has "
                        "{} point(s); 'lhits check DECK' lists them",
                        *point, count - 1, count));
    }
    if (points.front().name.empty()) {
        throw InputError(fmt::format(
            "--point {}: expected a deck with a table [sweep], found none; leave out --point",
            *point));
    }
    return {points[static_cast<std::size_t>(*point)]};
}

}  // namespace

Sweep make_sweep(const Communicator& ranks, const DeckSource& source,
                 const std::optional<std::int64_t>& point, Timeline& timeline) {
    Sweep sweep;
    std::vector<SweepPoint> points;
    agree_on_errors(ranks, [&] {
        const auto all = read_sweep(source.path, source.overrides);
        sweep.points = all.size();
        points = chosen_points(all, point);
    });
    const auto with = [&](const SweepPoint& one) {
        return make_run(ranks, {source.path, source.overrides, one}, timeline);
    };
    std::map<std::string, int> users;  // of trajectories, by name
    for (const auto& one : points) {
        sweep.runs.push_back(with(one));
        ++users[trajectory_point(sweep.runs.back()).name];
    }
    sweep.directory = sweep.runs.front().deck.run.directory;
    if (sweep.swept()) {
        sweep.directory.resize(sweep.directory.size() - points.front().folder().size() - 1);
    }
    for (const auto& run : sweep.runs) {
        auto result = trajectory_point(run);
        const bool is_shared = !point && std::exchange(users.at(result.name), 0) > 1;
        result.name = "trajectories/" + result.name;
        sweep.shares.push_back(sweep.directory + "/" + result.folder());
        if (is_shared) sweep.shared.push_back(with(result));
    }
    return sweep;
}

void set_aside(const Sweep& sweep) {
    const Run& first = sweep.runs.front();
    if (sweep.runs.size() == 1) {
        first.directory.set_aside(first.ranks);
        return;
    }
    std::vector<std::string> within;
    for (const auto* runs : {&sweep.shared, &sweep.runs}) {
        for (const auto& run : *runs) within.push_back(run.directory.path());
    }
    RunDirectory(sweep.directory).set_aside(first.ranks, within);
}

}  // namespace lhits
