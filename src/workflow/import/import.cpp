#include "lhits/workflow/import.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "lhits/base/error.hpp"
#include "lhits/base/log.hpp"
#include "lhits/base/progress.hpp"
#include "lhits/io/data_file.hpp"
#include "lhits/io/element_ranges.hpp"
#include "lhits/io/new_file.hpp"
#include "lhits/parallel/communicator.hpp"
#include "lhits/parallel/task_pool.hpp"
#include "lhits/parallel/agree_on_errors.hpp"
#include "field_sizes.hpp"
#include "import_names.hpp"
#include "import_table.hpp"
#include "scan.hpp"
#include "unit_change.hpp"

namespace lhits {
namespace {

constexpr std::int64_t block_bytes = std::int64_t{8} << 20U;

/// Some times of one trajectory of a file.
struct Piece {
    std::size_t file = 0;
    std::int64_t trajectory = 0;
    std::int64_t first = 0, count = 0;
};

/// Pieces that one rank reads in order, of one file.
using Job = std::vector<Piece>;

/// The times of a file that the result has.
std::int64_t times_taken(const Scan& scan, std::size_t file) {
    return std::min(scan.files[file].times, scan.times - scan.files[file].time);
}

std::int64_t times_of_block(const StateLayout& layout) {
    const auto bytes = static_cast<std::int64_t>(layout.size() * sizeof(double));
    return std::max<std::int64_t>(1, block_bytes / bytes);
}

/// A file that is best read in order is one job; others are cut such that all ranks have work.
std::vector<Job> jobs_of(const Scan& scan, bool seeks, int ranks) {
    const auto block = times_of_block(scan.first.layout);
    const auto files = static_cast<std::int64_t>(scan.files.size());
    const std::int64_t shares =
        seeks ? std::max(std::int64_t{1}, std::int64_t{4} * ranks / files) : 1;
    std::vector<Job> jobs;
    for (std::size_t file = 0; file < scan.files.size(); ++file) {
        Job pieces;
        const auto times = times_taken(scan, file);
        for (std::int64_t i = 0; i < scan.files[file].trajectories; ++i) {
            for (std::int64_t t = 0; t < times; t += block) {
                pieces.push_back({file, i, t, std::min(block, times - t)});
            }
        }
        const auto all = static_cast<std::int64_t>(pieces.size());
        const auto each = (all + shares - 1) / shares;
        for (std::int64_t p = 0; p < all; p += each) {
            jobs.emplace_back(pieces.begin() + p, pieces.begin() + std::min(all, p + each));
        }
    }
    return jobs;
}

class Checker {
public:
    /// `missing` elements have no value at any time.
    Checker(const ImportRequest& request, const SourceShape& shape, const UnitChange& change,
            const std::vector<bool>& missing)
        : request_(request), missing_(missing) {
        for (const auto& name : shape.integers) {
            for (std::size_t c = 0; c < shape.layout.components.size(); ++c) {
                if (shape.layout.components[c].name == name && !change.changes(c)) {
                    whole_.push_back(static_cast<std::int32_t>(c));
                }
            }
        }
    }

    void check(const Piece& piece, const StateLayout& layout, std::span<const double> u) const {
        for (std::size_t i = 0; i < u.size(); ++i) {
            const double value = u[i];
            const bool missing = missing_[i % layout.size()];
            if (missing ? std::isnan(value)
                        : std::isfinite(request_.doubles ? value : static_cast<float>(value))) {
                continue;
            }
            if (missing) {
                refuse(
                    piece, layout, i, "no value, as at the first time of the first trajectory",
                    fmt::format("{:g}", value),
                    "an element is missing at all times of all trajectories or at none: fill it");
            }
            refuse(piece, layout, i, "a finite value",
                   std::isfinite(value) ? fmt::format("{:g}, too large for 32 bits", value)
                                        : fmt::format("{}", value),
                   std::isfinite(value) ? "import with --precision float64, or with --scale"
                                        : "fill it, or leave the file out");
        }
        if (request_.doubles) return;
        for (const auto component : whole_) check_whole(piece, layout, u, component);
    }

private:
    void check_whole(const Piece& piece, const StateLayout& layout, std::span<const double> u,
                     std::int32_t component) const {
        for (std::size_t i = 0; i < u.size(); ++i) {
            if (layout.component[i % layout.size()] != component) continue;
            if (static_cast<double>(static_cast<float>(u[i])) == u[i]) continue;
            refuse(piece, layout, i, "whole numbers that 32-bit reals can hold",
                   fmt::format("{:.0f}", u[i]), "import with --precision float64");
        }
    }

    [[noreturn]] void refuse(const Piece& piece, const StateLayout& layout, std::size_t i,
                             const std::string& expected, const std::string& found,
                             const std::string& advice) const {
        const std::size_t n = layout.size(), element = i % n;
        const auto component = static_cast<std::size_t>(layout.component[element]);
        std::string place;
        for (const auto& axis : layout.axes) {
            place += fmt::format(", {} = {:g}", axis.name, axis.places[element]);
        }
        throw InputError(fmt::format(
            "{}: expected {}, found {} at trajectory {}, time index {}, element {} ({}{}); {}",
            request_.files[piece.file], expected, found, piece.trajectory,
            static_cast<std::size_t>(piece.first) + i / n, element,
            layout.components[component].name, place, advice));
    }

    const ImportRequest& request_;
    const std::vector<bool>& missing_;
    std::vector<std::int32_t> whole_;
};

/// Collective: the elements without a value in the first state, which no other state may have then.
std::vector<bool> missing_elements(const Communicator& ranks, const ImportRequest& request,
                                   const StateLayout& layout) {
    std::string marks;  // of each element
    on_root(ranks, [&] {
        std::vector<double> u(layout.size());
        open_data_source(request.files.front(), request.source)->read(0, 0, 1, u);
        for (const double value : u) marks += std::isnan(value) ? 'm' : ' ';
        if (marks.find(' ') != std::string::npos) return;
        throw InputError(fmt::format(
            "{}: expected values, found none at the first time: every element is missing (not a "
            "number, a fill value, or never written); leave such times out, or correct the file",
            request.files.front()));
    });
    std::vector<bool> missing;
    for (const char mark : ranks.broadcast(marks)) missing.push_back(mark == 'm');
    return missing;
}

DataHeader header_of(const ImportRequest& request, const Scan& scan) {
    DataHeader header;
    header.system = "file";
    header.dt = scan.dt;
    header.steps = scan.times - 1;
    header.coordinates = scan.first.layout;
    header.trajectories = scan.trajectories;
    header.parameter_names = scan.first.parameter_names;
    header.parameters = scan.parameters;
    header.doubles = request.doubles;
    header.files = scan.sources;
    header.options = request.options;
    return header;
}

void require_free(const std::string& output) {
    if (output.empty()) {
        throw InputError(
            "--output: expected the name of a new file, found none; give one, or --dry-run");
    }
    require_new_file(output);
}

}  // namespace

void import_data(const Communicator& ranks, const ImportRequest& request) {
    if (!request.dry_run) on_root(ranks, [&] { require_free(request.output); });
    const auto scan = scan_files(ranks, request);
    const auto& layout = scan.first.layout;
    std::optional<UnitChange> change;
    agree_on_errors(ranks, [&] { change.emplace(request, layout); });
    const bool seeks = open_data_source(request.files.front(), request.source)->seeks();
    ElementRanges ranges(layout, missing_elements(ranks, request, layout));
    if (ranks.rank() == 0) {
        const auto block = times_of_block(layout) * static_cast<std::int64_t>(layout.size());
        tell_understood(request, scan, 2.5 * static_cast<double>(block) * sizeof(double));
    }
    std::optional<DataWriter> writer;
    if (!request.dry_run) writer.emplace(ranks, request.output, header_of(request, scan));
    const auto jobs = jobs_of(scan, seeks, ranks.size());
    std::vector<Task> tasks;
    tasks.reserve(jobs.size());
    for (const auto& job : jobs) {
        tasks.push_back(
            {.name = request.files[job.front().file], .cost = static_cast<double>(job.size())});
    }
    const Checker checker(request, scan.first, *change, ranges.missing());
    FieldSizes sizes(layout);
    Progress progress("import", static_cast<double>(tasks.size()), "parts");
    TaskPool pool(ranks, tasks);
    std::vector<double> u;
    pool.run(
        [&](int task) {
            const auto& job = jobs[static_cast<std::size_t>(task)];
            const auto file = job.front().file;
            const auto source = open_data_source(request.files[file], request.source);
            double done = 0.0;
            for (const auto& piece : job) {
                u.resize(static_cast<std::size_t>(piece.count) * layout.size());
                source->read(piece.trajectory, piece.first, piece.count, u);
                change->apply(u);
                checker.check(piece, layout, u);
                sizes.add(u);
                ranges.add(u);
                if (writer) {
                    writer->write(scan.files[file].trajectory + piece.trajectory,
                                  scan.files[file].time + piece.first, u);
                }
                done += 1.0;
                pool.tick(task, done / static_cast<double>(job.size()), &progress);
            }
        },
        &progress);
    ranges.gather(ranks);
    FoundFixed fixed;
    if (ranks.rank() == 0) fixed = ranges.fixed();
    if (writer) writer->finish(fixed);
    sizes.tell(ranks, ranges, fixed, !request.doubles);
    if (ranks.rank() == 0) tell_fixed(layout, fixed);
    log::info(request.dry_run ? "import: nothing is written (--dry-run)"
                              : fmt::format("import: {}", request.output));
}

}  // namespace lhits
