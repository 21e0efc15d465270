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

#include "import_names.hpp"
#include "joining.hpp"
#include "lhits/base/error.hpp"
#include "lhits/base/log.hpp"
#include "lhits/parallel/communicator.hpp"
#include "lhits/parallel/agree_on_errors.hpp"
#include "restarts.hpp"
#include "same_layout.hpp"

namespace lhits {
namespace {

constexpr std::size_t fields = 8;  // of a ScannedFile

ScannedFile scanned(const std::string& path, const SourceShape& shape, bool dt_is_given) {
    if (shape.trajectories < 1 || shape.times < 1) {
        throw InputError(fmt::format("{}: expected trajectories, found {} of {} times", path,
                                     shape.trajectories, shape.times));
    }
    const auto span =
        span_of(path, shape.at, shape.time_rounding, shape.layout.time_units, dt_is_given);
    return {shape.trajectories, shape.times, span};
}

void require_different(const std::vector<std::string>& paths) {
    std::set<std::string> seen;
    for (const auto& path : paths) {
        if (seen.insert(path).second) continue;
        throw InputError(
            fmt::format("{}: expected files that differ, found it twice; name it once", path));
    }
}

std::array<double, fields> packed(const ScannedFile& file) {
    const auto& span = file.span;
    return {static_cast<double>(file.trajectories),
            static_cast<double>(file.times),
            span.first,
            span.last,
            span.dt,
            span.least,
            span.most,
            span.rounding};
}

ScannedFile unpacked(const double* of) {
    return {static_cast<std::int64_t>(of[0]),
            static_cast<std::int64_t>(of[1]),
            {of[2], of[3], of[4], of[5], of[6], of[7]}};
}

/// The time between states, as most of the files have it, or 0: none has more than one time.
double dt_of(const ImportRequest& request, const std::vector<ScannedFile>& files) {
    if (request.dt > 0.0) return request.dt;
    const auto has_dt = [](const ScannedFile& file) { return file.span.dt > 0.0; };
    const auto first = std::find_if(files.begin(), files.end(), has_dt);
    if (first == files.end()) return 0.0;
    const double dt = first->span.dt;
    const auto error = [](const ScannedFile& file) {
        return 2.0 * file.span.rounding / static_cast<double>(file.times - 1);
    };
    for (auto file = first; file != files.end(); ++file) {
        if (!has_dt(*file)) continue;
        if (std::abs(file->span.dt - dt) <= 1e-5 * dt + error(*first) + error(*file)) continue;
        refuse_other(request.files[static_cast<std::size_t>(file - files.begin())],
                     request.files[static_cast<std::size_t>(first - files.begin())],
                     "a time step of", fmt::format("{:.9g}", dt),
                     fmt::format("{:.9g}", file->span.dt));
    }
    return dt;
}

/// Files that each have trajectories of their own are chains of one.
Joining joined(const ImportRequest& request, const std::vector<ScannedFile>& files,
               const std::string& units) {
    const double dt = dt_of(request, files);
    Joining result{{}, {}, dt, {}};
    if (request.join) {
        std::vector<TimeSpan> spans;
        for (const auto& file : files) spans.push_back(file.span);
        result = join_files(request.files, spans, dt, request.dt > 0.0, units);
    }
    for (std::size_t i = 0; i < files.size() && !request.join; ++i) result.chains.push_back({i});
    if (result.dt > 0.0) return result;
    const bool times = std::isfinite(files.front().span.first);
    throw InputError(fmt::format(
        "{}: expected {}", request.files.front(),
        times ? "more than one time, found one; join files of one time each (--join)"
              : "times, found none; give the time between states with --dt, or the variable with "
                "the times with --time"));
}

/// --dt wins over the times of the files, which is said where they differ.
void note_dt(const ImportRequest& request, const std::vector<ScannedFile>& files,
             Joining& joining) {
    double least = std::numeric_limits<double>::infinity(), most = -least;
    const auto add = [&](double low, double high) {
        least = std::min(least, low);
        most = std::max(most, high);
    };
    for (const auto& file : files) {
        if (file.times > 1 && std::isfinite(file.span.first)) add(file.span.least, file.span.most);
    }
    for (const auto& chain : joining.chains) {
        for (std::size_t k = 1; k < chain.size(); ++k) {
            const double step = files[chain[k]].span.first - files[chain[k - 1]].span.last;
            if (step > 0.0) add(step, step);
        }
    }
    if (!(least <= most)) return;
    const double far = std::max(std::abs(least - request.dt), std::abs(most - request.dt));
    if (far <= 1e-3 * request.dt) return;
    const bool even = most - least <= 1e-3 * std::abs(most);
    joining.notes.push_back(fmt::format(
        "--dt {:.9g} wins over the times of the files, which are {} apart", request.dt,
        even ? fmt::format("{:.9g}", least) : fmt::format("{:.9g} to {:.9g}", least, most)));
}

/// Where all trajectories begin: not known, where --dt wins over the times.
double begin_of(const ImportRequest& request, const Joining& joining,
                const std::vector<ScannedFile>& files) {
    const auto& span = files[joining.chains.front().front()].span;
    const bool known = request.dt == 0.0 || std::abs(span.dt - request.dt) <= 1e-3 * request.dt;
    return known && std::isfinite(span.first) ? span.first : 0.0;
}

/// Where the files go, and how many times and trajectories there are.
void place(const ImportRequest& request, const Joining& joining, Scan& scan) {
    std::vector<std::int64_t> lengths;
    for (const auto& chain : joining.chains) {
        const auto trajectories = scan.files[chain.front()].trajectories;
        std::int64_t times = 0;
        for (const auto i : chain) {
            auto& file = scan.files[i];
            if (file.trajectories != trajectories) {
                refuse_other(request.files[i], request.files[chain.front()],
                             "as many trajectories:", std::to_string(trajectories),
                             std::to_string(file.trajectories));
            }
            file.trajectory = scan.trajectories;
            file.time = times;
            times += file.times;
        }
        scan.trajectories += trajectories;
        lengths.push_back(times);
    }
    scan.times = request.steps > 0 ? request.steps + 1 : lengths.front();
    const auto least = *std::min_element(lengths.begin(), lengths.end());
    for (std::size_t c = 0; c < lengths.size(); ++c) {
        if (request.steps > 0 ? lengths[c] >= scan.times : lengths[c] == scan.times) continue;
        const auto& path = request.files[joining.chains[c].front()];
        const auto expected = request.steps > 0
                                  ? "--steps wants them"
                                  : request.files[joining.chains.front().front()] + " has";
        throw InputError(fmt::format(
            "{}: expected {} times, as {}, found {}{}; {}", path, scan.times, expected, lengths[c],
            joining.chains[c].size() > 1 ? " with the files that go on" : "",
            least > 1 ? fmt::format("take as many of all with --steps {}", least - 1)
                      : "leave out what has only one"));
    }
    if (scan.times > 1) return;
    throw InputError(fmt::format("{}: expected more than one time, found one{}",
                                 request.files.front(),
                                 request.join ? "" : "; join files of one time each (--join)"));
}

/// Collective: of each trajectory, which all its files must have.
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
    std::vector<std::size_t> owners(static_cast<std::size_t>(scan.trajectories), scan.files.size());
    scan.parameters.resize(owners.size() * names.size());
    agree_on_errors(ranks, [&] {
        for (std::size_t i = 0; i < scan.files.size(); ++i) {
            for (auto k = begin[i]; k < begin[i + 1]; ++k) {
                const auto at = static_cast<std::size_t>(scan.files[i].trajectory) * names.size() +
                                k - begin[i];
                auto& owner = owners[at / names.size()];
                if (owner == scan.files.size() || owner == i) {
                    owner = i;
                    scan.parameters[at] = all[k];
                } else if (scan.parameters[at] != all[k]) {
                    refuse_other(request.files[i], request.files[owner],
                                 names[at % names.size()] + " =",
                                 fmt::format("{}", scan.parameters[at]), fmt::format("{}", all[k]));
                }
            }
        }
    });
}

/// Collective: what other files note than the first one.
void tell_notes(const Communicator& ranks, const ImportRequest& request, const SourceShape& first,
                const std::map<std::size_t, std::vector<std::string>>& own) {
    constexpr std::size_t most = 4;
    std::string lines;
    for (const auto& [file, notes] : own) {
        for (const auto& note : notes) {
            const auto& known = first.notes;
            if (std::find(known.begin(), known.end(), note) != known.end()) continue;
            lines += fmt::format("{:09}{}: {}\n", file, request.files[file], note);
        }
    }
    std::set<std::string> all;
    std::istringstream text(ranks.join(lines));
    for (std::string line; std::getline(text, line);) all.insert(line);
    std::size_t told = 0;
    for (const auto& line : all) {
        if (told++ < most) log::info("import: " + line.substr(9));
    }
    if (told > most) log::info(fmt::format("import: {} more such notes", told - most));
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

/// Whether each of several files begins a step after the one before.
bool go_on(const std::vector<ScannedFile>& files) {
    constexpr double tolerance = 0.01;
    for (std::size_t i = 1; i < files.size(); ++i) {
        const auto &before = files[i - 1].span, &own = files[i].span;
        const double gap = own.first - before.last - before.dt;
        if (!(before.dt > 0.0) || !(std::abs(gap) <= tolerance * before.dt)) return false;
    }
    return files.size() > 1;
}

}  // namespace

Scan scan_files(const Communicator& ranks, const ImportRequest& request) {
    Scan scan;
    const auto& paths = request.files;
    std::vector<double> values(paths.size() * fields, 0.0);
    std::map<std::size_t, std::vector<double>> parameters;  // of the files of this rank
    std::map<std::size_t, std::vector<std::string>> notes;
    std::map<std::size_t, std::string> origins;
    agree_on_errors(ranks, [&] {
        require_different(paths);
        scan.first = open_data_source(paths.front(), request.source)->shape();
        check_names(paths.front(), scan.first.layout);
        check_parameter_names(scan.first.layout, scan.first.parameter_names);
        const auto size = static_cast<std::size_t>(ranks.size());
        for (auto i = static_cast<std::size_t>(ranks.rank()); i < paths.size(); i += size) {
            const auto shape = open_data_source(paths[i], request.source)->shape();
            require_same_layout(paths[i], shape.layout, paths.front(), scan.first.layout);
            if (shape.parameter_names != scan.first.parameter_names) {
                refuse_other(paths[i], paths.front(), "the parameters",
                             listed(scan.first.parameter_names), listed(shape.parameter_names));
            }
            parameters[i] = shape.parameters;
            notes[i] = shape.notes;
            if (!shape.origin.empty()) origins[i] = shape.origin;
            const auto found = packed(scanned(paths[i], shape, request.dt > 0.0));
            std::copy(found.begin(), found.end(),
                      values.begin() + static_cast<std::ptrdiff_t>(i * fields));
        }
    });
    values = ranks.collect(std::move(values));
    for (std::size_t i = 0; i < paths.size(); ++i) {
        scan.files.push_back(unpacked(values.data() + i * fields));
    }
    Joining joining;
    agree_on_errors(ranks,
                    [&] { joining = joined(request, scan.files, scan.first.layout.time_units); });
    if (request.dt > 0.0) note_dt(request, scan.files, joining);
    if (!request.join && go_on(scan.files)) {
        joining.notes.push_back(
            fmt::format("the files go on one after another in time ({} begins where {} ends): each "
                        "is taken as a "
                        "trajectory; --join makes one of them",
                        paths[1], paths[0]));
    }
    leave_repeats_out(ranks, request, scan, joining);
    scan.dt = joining.dt;
    scan.begin = begin_of(request, joining, scan.files);
    agree_on_errors(ranks, [&] { place(request, joining, scan); });
    find_parameters(ranks, request, parameters, scan);
    tell_notes(ranks, request, scan.first, notes);
    for (const auto& note : joining.notes) log::info("import: " + note);
    scan.sources = sources_of(ranks, paths, origins);
    return scan;
}

}  // namespace lhits
