#include "lhits/workflow/import.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <limits>
#include <optional>

#include "lhits/base/error.hpp"
#include "lhits/base/log.hpp"
#include "lhits/base/progress.hpp"
#include "lhits/io/data_file.hpp"
#include "lhits/io/trajectory_file.hpp"
#include "lhits/parallel/communicator.hpp"
#include "lhits/parallel/task_pool.hpp"
#include "lhits/parallel/together.hpp"
#include "field_sizes.hpp"
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
std::int64_t times_taken(const Scan& scan, std::size_t file, bool join) {
    return std::min(scan.files[file].times, scan.times - scan.time_of(file, join));
}

std::int64_t times_of_block(const StateLayout& layout) {
    const auto bytes = static_cast<std::int64_t>(layout.size() * sizeof(double));
    return std::max<std::int64_t>(1, block_bytes / bytes);
}

/// A file that is best read in order is one job; others are cut such that all ranks have work.
std::vector<Job> jobs_of(const ImportRequest& request, const Scan& scan, bool seeks, int ranks) {
    const auto block = times_of_block(scan.first.layout);
    const auto files = static_cast<std::int64_t>(scan.files.size());
    const std::int64_t shares =
        seeks ? std::max(std::int64_t{1}, std::int64_t{4} * ranks / files) : 1;
    std::vector<Job> jobs;
    for (std::size_t file = 0; file < scan.files.size(); ++file) {
        Job pieces;
        const auto times = times_taken(scan, file, request.join);
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
    Checker(const ImportRequest& request, const SourceShape& shape, const UnitChange& change)
        : request_(request) {
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
            if (std::isfinite(request_.doubles ? value : static_cast<float>(value))) continue;
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
    std::vector<std::int32_t> whole_;
};

DataHeader header_of(const ImportRequest& request, const Scan& scan) {
    DataHeader header;
    header.system = "file";
    header.dt = scan.dt;
    header.steps = scan.times - 1;
    header.coordinates = scan.first.layout;
    header.trajectories = scan.trajectories;
    header.parameter_names = parameter_names(request);
    header.parameters = scan.parameters;
    header.doubles = request.doubles;
    header.files = fmt::format("{}", fmt::join(request.files, "\n"));
    header.options = request.options;
    return header;
}

double megabytes(double bytes) { return bytes / 1e6; }

std::string summary(const ImportRequest& request, const Scan& scan) {
    const auto& layout = scan.first.layout;
    std::string axes;
    for (std::size_t a = 0; a < layout.axes.size(); ++a) {
        const auto& axis = layout.axes[a];
        const auto [low, high] = std::minmax_element(axis.places.begin(), axis.places.end());
        axes += fmt::format("{}{} from {:g} to {:g}{}", a == 0 ? "" : ", ", axis.name, *low, *high,
                            layout.grid.empty() ? "" : fmt::format(" ({})", layout.grid[a]));
    }
    auto text = fmt::format(
        "import: {} file(s): {} trajectories of {} steps of {:.6g} (in {}); n = {}: {} (in {}), {}",
        request.files.size(), scan.trajectories, scan.times - 1, scan.dt, layout.time_units,
        layout.size(), layout.component_names(), layout.component_units(), axes);
    const double bytes = static_cast<double>(scan.trajectories * scan.times) *
                         static_cast<double>(layout.size()) * (request.doubles ? 8 : 4);
    const double block = static_cast<double>(
        times_of_block(layout) * static_cast<std::int64_t>(layout.size() * sizeof(double)));
    const auto names = parameter_names(request);
    for (std::size_t p = 0; p < names.size(); ++p) {
        double low = scan.parameters[p], high = low;
        for (std::size_t i = p; i < scan.parameters.size(); i += names.size()) {
            low = std::min(low, scan.parameters[i]);
            high = std::max(high, scan.parameters[i]);
        }
        text += fmt::format("; parameter {} from {:g} to {:g}", names[p], low, high);
    }
    text += fmt::format("; {:.4g} MB as float{}, with at most {:.3g} MB of memory a rank",
                        megabytes(bytes), request.doubles ? 64 : 32, megabytes(2.5 * block));
    return text;
}

void note_conversions(const ImportRequest& request, const SourceShape& first) {
    auto kept = first.integers;
    std::erase_if(kept, [&](const std::string& name) {
        return request.offset.contains(name) || request.scale.contains(name);
    });
    if (!kept.empty()) {
        log::info(fmt::format("import: {} are whole numbers, and kept exactly as real ones",
                              fmt::join(kept, ", ")));
    }
    if (first.rounded && !request.doubles) {
        log::info(
            "import: the files have more digits than 32 bits: rounded, as everything is that "
            "networks learn from (--precision float64 keeps them in this file)");
    }
}

void require_free(const std::string& output) {
    if (std::filesystem::exists(output)) {
        throw InputError(fmt::format(
            "--output: expected the name of a new file, found {}; remove it or choose another name",
            output));
    }
}

}  // namespace

void import_data(const Communicator& ranks, const ImportRequest& request) {
    on_root(ranks, [&] { require_free(request.output); });
    const auto scan = scan_files(ranks, request);
    std::optional<UnitChange> change;
    together(ranks, [&] { change.emplace(request, scan.first.layout); });
    const bool seeks = open_data_source(request.files.front(), request.source)->seeks();
    if (ranks.rank() == 0) {
        log::info(summary(request, scan));
        note_conversions(request, scan.first);
    }
    DataWriter writer(ranks, request.output, header_of(request, scan));
    const auto jobs = jobs_of(request, scan, seeks, ranks.size());
    std::vector<Task> tasks;
    tasks.reserve(jobs.size());
    for (const auto& job : jobs) {
        tasks.push_back(
            {.name = request.files[job.front().file], .cost = static_cast<double>(job.size())});
    }
    const Checker checker(request, scan.first, *change);
    FieldSizes sizes(scan.first.layout);
    Progress progress("import", static_cast<double>(tasks.size()), "parts");
    TaskPool pool(ranks, tasks);
    std::vector<double> u;
    try {
        pool.run(
            [&](int task) {
                const auto& job = jobs[static_cast<std::size_t>(task)];
                const auto file = job.front().file;
                const auto source = open_data_source(request.files[file], request.source);
                double done = 0.0;
                for (const auto& piece : job) {
                    u.resize(static_cast<std::size_t>(piece.count) * scan.first.layout.size());
                    source->read(piece.trajectory, piece.first, piece.count, u);
                    change->apply(u);
                    checker.check(piece, scan.first.layout, u);
                    sizes.add(u);
                    writer.write(scan.trajectory_of(file, request.join) + piece.trajectory,
                                 scan.time_of(file, request.join) + piece.first, u);
                    done += 1.0;
                    pool.tick(task, done / static_cast<double>(job.size()), &progress);
                }
            },
            &progress);
    } catch (...) {  // on all ranks
        std::error_code ignored;
        if (ranks.rank() == 0) std::filesystem::remove(unfinished_path(request.output), ignored);
        throw;
    }
    writer.finish();
    sizes.tell(ranks);
    log::info(fmt::format("import: {}", request.output));
}

}  // namespace lhits
