#include "lhits/io/trajectory_file.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <utility>

#include "axes.hpp"
#include "hdf5_file.hpp"
#include "lhits/base/error.hpp"
#include "lhits/base/whole_state.hpp"
#include "parallel_file.hpp"
#include "trajectory_values.hpp"

namespace lhits {
namespace {

using hdf5::Handle;
using hdf5::Problem;

constexpr const char* format = "lhits trajectories";
constexpr std::array splits = {Split::train, Split::validation, Split::test};

std::string history_name(Split split) { return std::string(split_name(split)) + "/history"; }

void lay_out_history(hid_t group, const TrajectoryHeader& header, const Handle& trajectory,
                     const Handle& state) {
    std::vector<double> times;
    for (auto step = -header.history(); step < 0; ++step) {
        times.push_back(static_cast<double>(step) * header.dt);
    }
    const Handle time = hdf5::write_scale<double>(group, "history_time", times);
    hdf5::describe(time, "time of what was known before", header.coordinates.time_units);
    const Handle history =
        hdf5::create_variable(group, "history", H5T_NATIVE_FLOAT, {&trajectory, &time, &state});
    hdf5::describe(history, "state before time 0", hdf5::units_of_states(header.coordinates));
    hdf5::write_attribute(history.id(), "coordinates", hdf5::coordinate_names(header.coordinates));
}

void lay_out(hid_t file, const TrajectoryHeader& header) {
    hdf5::write_header(file, header);
    for (const Split split : splits) {
        const Handle group = hdf5::create_group(file, split_name(split));
        const auto axes = hdf5::write_axes(group.id(), header, header.steps_of(split));
        const Handle trajectory = hdf5::write_trajectories(group.id(), header.count(split));
        const Handle u = hdf5::create_variable(group.id(), "u", H5T_NATIVE_FLOAT,
                                               {&trajectory, &axes.time, &axes.state});
        hdf5::describe(u, "state", hdf5::units_of_states(header.coordinates));
        if (!header.parameter_names.empty()) {
            hdf5::write_parameters(group.id(), header, trajectory, header.parameters.at(split));
        }
        hdf5::write_attribute(u.id(), "coordinates", hdf5::coordinate_names(header.coordinates));
        if (header.history() > 0) lay_out_history(group.id(), header, trajectory, axes.state);
    }
}

}  // namespace

std::string dataset_name(Split split) { return std::string(split_name(split)) + "/u"; }

void require_finite(std::span<const float> values, const std::string& dataset, std::int64_t first,
                    std::size_t times, std::size_t state_size) {
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (std::isfinite(values[i])) continue;
        const std::size_t block = times * state_size;
        throw Problem(
            fmt::format("expected finite values, found {} in {} at trajectory {}, time index {}, "
                        "state index {}: the solver diverged, or the file is damaged; generate "
                        "the trajectories again with a smaller time step",
                        values[i], dataset, static_cast<std::size_t>(first) + i / block,
                        i % block / state_size, i % state_size));
    }
}

hdf5::Handle open_trajectories(const std::string& path, Split split) {
    const Handle file = hdf5::open_file(path, format);
    Handle u = hdf5::open_dataset(file.id(), dataset_name(split));
    if (hdf5::shape_of(u).size() != 3) {
        throw Problem(dataset_name(split) + ": expected three dimensions");
    }
    return u;
}

const char* split_name(Split split) {
    switch (split) {
        case Split::train: return "train";
        case Split::validation: return "validation";
        case Split::test: break;
    }
    return "test";
}

std::int64_t TrajectoryHeader::count(Split split) const {
    switch (split) {
        case Split::train: return train;
        case Split::validation: return validation;
        case Split::test: break;
    }
    return test;
}

std::int64_t TrajectoryHeader::steps_of(Split split) const {
    return split == Split::train ? train_steps : steps;
}

TrajectoryWriter::TrajectoryWriter(const Communicator& ranks, const std::string& path,
                                   TrajectoryHeader header, bool go_on)
    : header_(std::move(header)) {
    std::vector<std::string> datasets;
    datasets.reserve(splits.size());
    for (const Split split : splits) {
        datasets.push_back(dataset_name(split));
        if (header_.history() > 0) datasets.push_back(history_name(split));
    }
    if (!go_on) {
        make_parallel_file(
            ranks, path, format, [&](hid_t file) { lay_out(file, header_); }, datasets);
    }
    file_ = std::make_unique<ParallelFile>(ranks, path, datasets);
}

TrajectoryWriter::~TrajectoryWriter() = default;

void TrajectoryWriter::write(Split split, std::int64_t trajectory, std::span<const float> u) {
    const auto n = header_.coordinates.size();
    const auto before = static_cast<std::size_t>(header_.history());
    const auto put = [&](const std::string& dataset, std::span<const float> samples) {
        std::vector<float> room;
        const auto whole = whole_states(header_.coordinates, samples, room);
        file_->write(dataset, {static_cast<hsize_t>(trajectory), 0, 0},
                     {1, samples.size() / n, header_.coordinates.whole_size()}, whole);
    };
    if (before > 0) put(history_name(split), u.first(before * n));
    put(dataset_name(split), u.subspan(before * n));
}

void TrajectoryWriter::finish(const std::map<std::string, double>& numbers) {
    file_->finish([&](hid_t file) {
        for (const auto& [name, value] : numbers) hdf5::write_attribute(file, name, value);
    });
}

std::string unfinished_path(const std::string& path) { return hdf5::part_path(path); }

bool unfinished_trajectories(const std::string& path, const TrajectoryHeader& header) {
    try {
        auto found = read_trajectory_header(unfinished_path(path));
        found.deck = header.deck;
        return found == header;
    } catch (const InputError&) {
        return false;
    }
}

TrajectoryHeader read_trajectory_header(const std::string& path) {
    TrajectoryHeader header;
    hdf5::reading(path, [&] {
        const Handle file = hdf5::open_file(path, format);
        static_cast<RunHeader&>(header) = hdf5::read_header(file.id());
        for (const Split split : splits) {
            const auto shape = hdf5::shape_of(hdf5::open_dataset(file.id(), dataset_name(split)));
            if (split == Split::train && shape.size() == 3) {
                header.train_steps = static_cast<std::int64_t>(shape[1]) - 1;
            }
            const auto times = static_cast<hsize_t>(header.steps_of(split)) + 1;
            if (shape.size() != 3 || shape[1] != times ||
                shape[2] != header.coordinates.whole_size()) {
                throw Problem(fmt::format(
                    "expected {} to be (trajectory, {}, {}), found another shape; write it again",
                    dataset_name(split), times, header.coordinates.whole_size()));
            }
            const auto count = static_cast<std::int64_t>(shape[0]);
            (split == Split::train        ? header.train
             : split == Split::validation ? header.validation
                                          : header.test) = count;
            if (header.parameter_names.empty()) continue;
            const Handle group = hdf5::open_group(file.id(), split_name(split));
            header.parameters[split] = hdf5::read_parameters(group.id(), header, count);
        }
    });
    return header;
}

std::map<std::string, double> read_trajectory_numbers(const std::string& path) {
    std::map<std::string, double> numbers;
    hdf5::reading(path, [&] { numbers = hdf5::read_numbers(hdf5::open_file(path, format).id()); });
    return numbers;
}

namespace {

std::vector<float> read_block_of(const std::string& path, Split split, const std::string& dataset,
                                 std::int64_t first, std::int64_t count) {
    std::vector<float> values;
    hdf5::reading(path, [&] {
        const Handle file = hdf5::open_file(path, format);
        const Handle u = hdf5::open_dataset(file.id(), dataset);
        const auto shape = hdf5::shape_of(u);
        if (shape.size() != 3) throw Problem(dataset + ": expected three dimensions");
        const auto present = static_cast<std::int64_t>(shape[0]);
        if (first < 0 || count < 0 || count > present - first) {
            throw Problem(fmt::format(
                "expected {} trajectories in {}, found {}: ask for fewer, or generate more",
                first + count, split_name(split), present));
        }
        const hdf5::Shape block = {static_cast<hsize_t>(count), shape[1], shape[2]};
        values.resize(hdf5::size_of(block));
        if (values.empty()) return;
        hdf5::read_block(u, H5T_NATIVE_FLOAT, values.data(), {static_cast<hsize_t>(first), 0, 0},
                         block);
        const auto varying = hdf5::read_varying(file.id(), shape[2]);
        values = some_elements(std::move(values), shape[2], varying);
        require_finite(values, dataset, first, shape[1], varying.size());
    });
    return values;
}

}  // namespace

std::vector<float> read_trajectories(const std::string& path, Split split, std::int64_t first,
                                     std::int64_t count) {
    return read_block_of(path, split, dataset_name(split), first, count);
}

std::vector<float> read_history(const std::string& path, Split split, std::int64_t trajectory) {
    return read_block_of(path, split, history_name(split), trajectory, 1);
}

}  // namespace lhits
