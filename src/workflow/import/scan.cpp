#include "scan.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <sstream>

#include "lhits/base/error.hpp"
#include "lhits/base/shown.hpp"
#include "lhits/io/reserved_names.hpp"
#include "lhits/parallel/communicator.hpp"
#include "lhits/parallel/together.hpp"

namespace lhits {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t fields = 5;  // of a ScannedFile

/// Times may be rounded to 32 bits.
bool follows(double before, double after, double dt) {
    const double rounding = 4.0 * static_cast<double>(std::numeric_limits<float>::epsilon());
    const double size = std::max(std::abs(before), std::abs(after));
    return std::abs(after - before - dt) <= 1e-3 * dt + rounding * size;
}

/// The step in time: the one between most of the times, told by their median.
double even_step(const std::string& path, const std::vector<double>& at) {
    std::vector<double> steps;
    for (std::size_t i = 1; i < at.size(); ++i) steps.push_back(at[i] - at[i - 1]);
    const auto middle = steps.begin() + static_cast<std::ptrdiff_t>(steps.size() / 2);
    std::nth_element(steps.begin(), middle, steps.end());
    const double dt = *middle;
    for (std::size_t i = 1; i < at.size(); ++i) {
        if (dt > 0.0 && follows(at[i - 1], at[i], dt)) continue;
        throw InputError(fmt::format(
            "{}: expected times that rise evenly by {:.9g}, found {:.9g} after {:.9g} (time index "
            "{}); fill the gap or cut the file in two there",
            path, dt, at[i], at[i - 1], i));
    }
    return (at.back() - at.front()) / static_cast<double>(at.size() - 1);
}

ScannedFile scanned(const std::string& path, const SourceShape& shape) {
    ScannedFile made{shape.trajectories, shape.times, nan, nan, 0.0};
    if (made.trajectories < 1 || made.times < 1) {
        throw InputError(fmt::format("{}: expected trajectories, found {} of {} times", path,
                                     made.trajectories, made.times));
    }
    if (shape.at.empty()) return made;
    for (const double time : shape.at) {
        if (std::isfinite(time)) continue;
        throw InputError(fmt::format("{}: expected finite times, found {}", path, time));
    }
    made.first = shape.at.front();
    made.last = shape.at.back();
    if (made.times > 1) made.dt = even_step(path, shape.at);
    return made;
}

[[noreturn]] void refuse_other(const std::string& path, const std::string& first,
                               const std::string& what, const std::string& expected,
                               const std::string& found) {
    throw InputError(
        fmt::format("{}: expected {} {}, as {} has, found {}; import files that differ "
                    "one by one",
                    path, what, expected, first, found));
}

void check_layout(const std::string& path, const StateLayout& own, const std::string& first_path,
                  const StateLayout& first) {
    const auto refuse = [&](const std::string& what, const std::string& expected,
                            const std::string& found) {
        refuse_other(path, first_path, what, expected, found);
    };
    const auto described = [](const StateLayout& layout) {
        return fmt::format("{} (in {})", layout.component_names(), layout.component_units());
    };
    if (own.components != first.components) {
        refuse("the components", described(first), described(own));
    }
    if (own.axis_names() != first.axis_names()) {
        refuse("the axes", first.axis_names(), own.axis_names());
    }
    if (own.size() != first.size()) {
        refuse("states of", fmt::format("{} values", first.size()), fmt::format("{}", own.size()));
    }
    if (own.time_units != first.time_units) {
        refuse("times in", first.time_units, own.time_units);
    }
    for (std::size_t a = 0; a < own.axes.size(); ++a) {
        const auto& [name, units, places] = first.axes[a];
        if (own.axes[a].units != units) refuse(name + " in", units, own.axes[a].units);
        const auto [low, high] = std::minmax_element(places.begin(), places.end());
        const double tolerance = 1e-6 * (*high - *low) + 1e-300;
        for (std::size_t i = 0; i < places.size(); ++i) {
            const double found = own.axes[a].places[i];
            if (std::abs(found - places[i]) <= tolerance) continue;
            refuse("the grid", fmt::format("with {} = {:.9g} at element {}", name, places[i], i),
                   fmt::format("{:.9g}", found));
        }
    }
}

/// Names that our files have for other things, or that cannot be told apart.
void check_names(const std::string& path, const StateLayout& layout) {
    for (const auto& axis : layout.axes) {
        if (!is_reserved(axis.name)) continue;
        throw InputError(
            fmt::format("{}: expected an axis with a name of its own, found {}, which files "
                        "of lhits use; rename it in the file",
                        path, axis.name));
    }
    for (const auto& component : layout.components) {
        if (!component.name.empty() && component.name.find(' ') == std::string::npos) continue;
        throw InputError(
            fmt::format("{}: expected names of components without blanks, found {}; "
                        "rename it in the file",
                        path, shown(component.name)));
    }
}

void check_parameter_names(const Scan& scan) {
    std::set<std::string> taken;
    for (const auto& axis : scan.first.layout.axes) taken.insert(axis.name);
    for (const auto& name : scan.first.parameter_names) {
        const bool free = !name.empty() && !is_reserved(name) && taken.insert(name).second;
        if (free && name.find(' ') == std::string::npos) continue;
        throw InputError(
            fmt::format("--parameters: expected names without blanks that no axis, no other "
                        "parameter and no variable in files of lhits has, found {}; rename it in "
                        "the files",
                        shown(name)));
    }
}

/// Of files that each have trajectories of their own.
void check_lengths(const ImportRequest& request, Scan& scan) {
    const auto& files = scan.files;
    const auto shortest = std::min_element(
        files.begin(), files.end(),
        [](const ScannedFile& a, const ScannedFile& b) { return a.times < b.times; });
    const auto& path = request.files[static_cast<std::size_t>(shortest - files.begin())];
    scan.times = request.steps > 0 ? request.steps + 1 : files.front().times;
    if (shortest->times < scan.times || (request.steps == 0 && shortest->times < 2)) {
        throw InputError(
            fmt::format("{}: expected {} times, as {} has, found {}; take as many of all "
                        "with --steps {}",
                        path, scan.times, request.steps > 0 ? "--steps" : request.files.front(),
                        shortest->times, shortest->times - 1));
    }
    for (std::size_t i = 0; i < files.size() && request.steps == 0; ++i) {
        if (files[i].times == scan.times) continue;
        throw InputError(
            fmt::format("{}: expected {} times, as {} has, found {}; take as many of all with "
                        "--steps {}",
                        request.files[i], scan.times, request.files.front(), files[i].times,
                        shortest->times - 1));
    }
    for (const auto& file : files) scan.trajectories += file.trajectories;
}

/// Of files that go on in time.
void check_joints(const ImportRequest& request, Scan& scan) {
    const auto& files = scan.files;
    scan.trajectories = files.front().trajectories;
    for (std::size_t i = 0; i < files.size(); ++i) {
        scan.times += files[i].times;
        if (files[i].trajectories != scan.trajectories) {
            refuse_other(request.files[i], request.files.front(),
                         "as many trajectories:", std::to_string(scan.trajectories),
                         std::to_string(files[i].trajectories));
        }
        if (i == 0 || std::isnan(files[i].first) || std::isnan(files[i - 1].last)) continue;
        if (follows(files[i - 1].last, files[i].first, scan.dt)) continue;
        throw InputError(fmt::format(
            "{}: expected to begin {:.9g} after {}, which ends at the time {:.9g}, found the time "
            "{:.9g}; give the files in their order, without gaps and overlaps",
            request.files[i], scan.dt, request.files[i - 1], files[i - 1].last, files[i].first));
    }
    if (request.steps == 0) return;
    if (request.steps + 1 > scan.times) {
        throw InputError(
            fmt::format("--steps: expected at most {}, for the files have {} times "
                        "together, found {}",
                        scan.times - 1, scan.times, request.steps));
    }
    scan.times = request.steps + 1;
}

void find_dt(const ImportRequest& request, Scan& scan) {
    if (request.dt > 0.0) {
        scan.dt = request.dt;
        return;
    }
    std::size_t from = 0;
    while (from < scan.files.size() && scan.files[from].dt == 0.0) ++from;
    if (from == scan.files.size()) {
        const auto& files = scan.files;
        if (request.join && files.size() > 1 && files[1].first > files[0].last) {
            scan.dt = files[1].first - files[0].last;
            return;
        }
        throw InputError(
            fmt::format("{}: expected times, found none; give the time between states "
                        "with --dt, or the variable with the times with --time",
                        request.files.front()));
    }
    scan.dt = scan.files[from].dt;
    for (std::size_t i = from; i < scan.files.size(); ++i) {
        const double found = scan.files[i].dt;
        if (found == 0.0 || std::abs(found - scan.dt) <= 1e-5 * scan.dt) continue;
        refuse_other(request.files[i], request.files[from], "a time step of",
                     fmt::format("{:.9g}", scan.dt), fmt::format("{:.9g}", found));
    }
}

/// Collective.
void find_parameters(const Communicator& ranks, const ImportRequest& request,
                     const std::map<std::size_t, std::vector<double>>& own, Scan& scan) {
    const auto& names = scan.first.parameter_names;
    if (names.empty()) return;
    std::vector<std::size_t> begin{0};  // of each file
    for (const auto& file : scan.files) {
        begin.push_back(begin.back() + static_cast<std::size_t>(file.trajectories) * names.size());
    }
    std::vector<double> all(begin.back(), 0.0);
    for (const auto& [file, values] : own) {
        std::copy(values.begin(), values.end(),
                  all.begin() + static_cast<std::ptrdiff_t>(begin[file]));
    }
    all = ranks.collect(std::move(all));
    together(ranks, [&] {
        for (std::size_t i = begin[1]; request.join && i < all.size(); ++i) {
            const double first = all[i % begin[1]];
            if (all[i] == first) continue;
            refuse_other(request.files[i / begin[1]], request.files.front(),
                         names[i % names.size()] + " =", fmt::format("{}", first),
                         fmt::format("{}", all[i]));
        }
    });
    if (request.join) all.resize(begin[1]);
    scan.parameters = std::move(all);
}

std::string listed(const std::vector<std::string>& names) {
    return names.empty() ? "none" : fmt::format("{}", fmt::join(names, ", "));
}

/// Collective: the paths, one a line, and indented below those of files of lhits what they were
/// made of, which the rank that has read a file knows.
std::string sources_of(const Communicator& ranks, const std::vector<std::string>& paths,
                       const std::map<std::size_t, std::string>& origins) {
    std::vector<std::string> lines(paths.size());
    if (ranks.any(!origins.empty())) {
        std::string own;
        for (const auto& [file, origin] : origins) {
            std::istringstream text(origin);
            for (std::string line; std::getline(text, line);) {
                own += fmt::format("{} {}\n", file, line);
            }
        }
        std::istringstream all(ranks.join(own));
        std::size_t file = 0;
        for (std::string line; all >> file && std::getline(all, line);) {
            lines.at(file) += "\n " + line;  // a blank is left of what divides them
        }
    }
    for (std::size_t i = 0; i < paths.size(); ++i) lines[i].insert(0, paths[i]);
    return fmt::format("{}", fmt::join(lines, "\n"));
}

}  // namespace

std::int64_t Scan::trajectory_of(std::size_t i, bool join) const {
    std::int64_t before = 0;
    for (std::size_t other = 0; other < i && !join; ++other) before += files[other].trajectories;
    return before;
}

std::int64_t Scan::time_of(std::size_t i, bool join) const {
    std::int64_t before = 0;
    for (std::size_t other = 0; other < i && join; ++other) before += files[other].times;
    return before;
}

Scan scan_files(const Communicator& ranks, const ImportRequest& request) {
    Scan scan;
    const auto& paths = request.files;
    std::vector<double> values(paths.size() * fields, 0.0);
    std::map<std::size_t, std::vector<double>> own_parameters;  // of the files of this rank
    std::map<std::size_t, std::string> origins;                 // likewise
    together(ranks, [&] {
        scan.first = open_data_source(paths.front(), request.source)->shape();
        check_names(paths.front(), scan.first.layout);
        check_parameter_names(scan);
        const auto size = static_cast<std::size_t>(ranks.size());
        for (auto i = static_cast<std::size_t>(ranks.rank()); i < paths.size(); i += size) {
            const auto shape = open_data_source(paths[i], request.source)->shape();
            check_layout(paths[i], shape.layout, paths.front(), scan.first.layout);
            const auto own = scanned(paths[i], shape);
            if (shape.parameter_names != scan.first.parameter_names) {
                refuse_other(paths[i], paths.front(), "the parameters",
                             listed(scan.first.parameter_names), listed(shape.parameter_names));
            }
            own_parameters[i] = shape.parameters;
            if (!shape.origin.empty()) origins[i] = shape.origin;
            const std::array found{static_cast<double>(own.trajectories),
                                   static_cast<double>(own.times), own.first, own.last, own.dt};
            std::copy(found.begin(), found.end(),
                      values.begin() + static_cast<std::ptrdiff_t>(i * fields));
        }
    });
    values = ranks.collect(std::move(values));
    for (std::size_t i = 0; i < paths.size(); ++i) {
        const auto* own = values.data() + i * fields;
        scan.files.push_back({static_cast<std::int64_t>(own[0]), static_cast<std::int64_t>(own[1]),
                              own[2], own[3], own[4]});
    }
    together(ranks, [&] {
        find_dt(request, scan);
        request.join ? check_joints(request, scan) : check_lengths(request, scan);
        if (scan.times < 2) {
            throw InputError(
                fmt::format("{}: expected more than one time, found one", paths.front()));
        }
    });
    find_parameters(ranks, request, own_parameters, scan);
    scan.sources = sources_of(ranks, paths, origins);
    return scan;
}

}  // namespace lhits
