#include "axes_messages.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

namespace lhits {
namespace {

using Settings = std::vector<std::pair<std::string, std::string>>;

std::string joined(const Reading& reading) { return fmt::format("{}", fmt::join(reading, ",")); }

/// "2 trajectories of 4 times of 9 points".
std::string described(const Reading& reading, const Indices& shape) {
    std::int64_t points = 1;
    std::string trajectories, times, components;
    for (std::size_t d = 0; d < reading.size(); ++d) {
        if (reading[d] == "trajectory") {
            trajectories = fmt::format("{} trajectories of ", shape[d]);
        } else if (reading[d] == "time") {
            times = fmt::format("{} times of ", shape[d]);
        } else if (reading[d] == "component") {
            components = fmt::format("{} components at ", shape[d]);
        } else {
            points *= shape[d];
        }
    }
    return fmt::format("{}{}{}{} points", trajectories, times.empty() ? "one time of " : times,
                       components, points);
}

/// One command for each of the readings: "for 4 times of 5 points: lhits import ...".
std::string commands(const std::vector<Reading>& readings, const Indices& shape,
                     const SourceOptions& options, Settings settings, bool times) {
    std::vector<std::string> texts;
    settings.emplace_back("--dimensions", "");
    const bool needs_dt = !times && !options.snapshots && !options.command.has("--dt");
    if (needs_dt) settings.emplace_back("--dt", "STEP");
    for (const auto& reading : readings) {
        for (auto& [option, value] : settings) {
            if (option == "--dimensions") value = joined(reading);
        }
        texts.push_back(
            fmt::format("for {}: {}", described(reading, shape), options.command.with(settings)));
    }
    return fmt::format("{}{}", fmt::join(texts, "; "),
                       needs_dt ? " (STEP is the time between two states)" : "");
}

bool has_time(const std::vector<Reading>& readings) {
    return std::any_of(readings.begin(), readings.end(), [](const Reading& reading) {
        return std::find(reading.begin(), reading.end(), "time") != reading.end();
    });
}

/// Of all readings, the likeliest first.
std::vector<Reading> choices(const std::vector<Reading>& readings, const Indices& shape,
                             bool snapshots, bool first_axis_first) {
    constexpr std::size_t most = 4;
    std::vector<std::vector<Reading>> all;
    std::size_t longest = 0;
    for (const auto& reading : readings) {
        all.push_back(proposals(reading, shape, snapshots, first_axis_first));
        longest = std::max(longest, all.back().size());
    }
    std::vector<Reading> result;
    for (std::size_t i = 0; i < longest; ++i) {
        for (const auto& some : all) {
            if (i >= some.size()) continue;
            if (std::find(result.begin(), result.end(), some[i]) == result.end())
                result.push_back(some[i]);
        }
    }
    if (result.size() > most) result.resize(most);
    return result;
}

}  // namespace

std::string guess_message(const std::string& called, const Reading& reading,
                          const std::string& beside) {
    return fmt::format(
        "{}: the dimensions are taken as {}{}; otherwise name them with --dimensions", called,
        fmt::join(reading, ", "), beside.empty() ? "" : ", by the lengths of " + beside);
}

std::string convention_message(const Indices& shape) {
    return fmt::format(
        "the array ({}): taken as {} times of {} points; if it is the other way round, give "
        "--dimensions x,time",
        fmt::join(shape, ", "), shape[0], shape[1]);
}

std::string unclear_message(const std::string& called, const Indices& shape, bool first_axis_first,
                            const std::vector<Reading>& readings, const std::string& beside,
                            const SourceOptions& options, const std::string& variables) {
    Settings settings;
    if (!variables.empty()) settings.emplace_back("--variables", variables);
    const auto all = choices(readings, shape, options.snapshots, first_axis_first);
    const auto found = beside.empty() ? "no times and no places beside it" : beside;
    if (all.empty()) {
        return fmt::format(
            "expected lengths that tell what the dimensions of {} are, found {}; "
            "name them in order with --dimensions",
            called, found);
    }
    return fmt::format(
        "expected lengths that tell what the dimensions of {} are, found {}; name "
        "them, {}",
        called, found, commands(all, shape, options, settings, has_time(readings)));
}

std::string contradiction_message(const std::string& called, const Indices& shape,
                                  bool first_axis_first, const std::vector<Reading>& readings,
                                  const std::string& beside, const SourceOptions& options) {
    return fmt::format("expected dimensions of {} that agree with {}, found --dimensions {}; {}",
                       called, beside, joined(options.dimensions),
                       commands(choices(readings, shape, options.snapshots, first_axis_first),
                                shape, options, {}, has_time(readings)));
}

std::string series_message(const std::vector<std::string>& names, const std::string& beside,
                           const SourceOptions& options) {
    return fmt::format(
        "expected arrays over time, found {}, which are places by their names; if "
        "they are states, as many as times: {}",
        beside, options.command.with({{"--variables", fmt::format("{}", fmt::join(names, ","))}}));
}

}  // namespace lhits
