#include "lhits/io/trajectory_file.hpp"

#include <utility>

#include "axes.hpp"
#include "hdf5_file.hpp"
#include "lhits/base/error.hpp"
#include "lhits/base/whole_state.hpp"
#include "lhits/io/trajectory_reader.hpp"
#include "parallel_file.hpp"

namespace lhits {
namespace {

using hdf5::Handle;

constexpr const char* history = "history";

void lay_out_history(hid_t group, const TrajectoryHeader& header, const Handle& trajectory,
                     const Handle& state) {
    std::vector<double> times;
    for (auto step = -header.history(); step < 0; ++step) {
        times.push_back(static_cast<double>(step) * header.dt);
    }
    const Handle time = hdf5::write_scale<double>(group, "history_time", times);
    hdf5::describe(time, "time of what was known before", header.coordinates.time_units);
    const Handle states =
        hdf5::create_variable(group, history, H5T_NATIVE_FLOAT, {&trajectory, &time, &state});
    hdf5::describe(states, "state before time 0", hdf5::units_of_states(header.coordinates));
    hdf5::write_attribute(states.id(), "coordinates", hdf5::coordinate_names(header.coordinates));
}

void lay_out(hid_t file, const TrajectoryHeader& header) {
    hdf5::write_header(file, header);
    for (const Split split : all_splits) {
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

const char* split_name(Split split) {
    switch (split) {
        case Split::train: return "train";
        case Split::validation: return "validation";
        case Split::test: break;
    }
    return "test";
}

std::string variable_name(Split split, const char* variable) {
    return std::string(split_name(split)) + "/" + variable;
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
    datasets.reserve(all_splits.size());
    for (const Split split : all_splits) {
        datasets.push_back(variable_name(split));
        if (header_.history() > 0) datasets.push_back(variable_name(split, history));
    }
    if (!go_on) {
        make_parallel_file(
            ranks, path, trajectory_format, [&](hid_t file) { lay_out(file, header_); }, datasets);
    }
    file_ = std::make_unique<ParallelFile>(ranks, path, datasets, Unfinished::kept);
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
    if (before > 0) put(variable_name(split, history), u.first(before * n));
    put(variable_name(split), u.subspan(before * n));
}

void TrajectoryWriter::finish(const std::map<std::string, double>& numbers) {
    file_->finish([&](hid_t file) {
        for (const auto& [name, value] : numbers) hdf5::write_attribute(file, name, value);
    });
}

std::string unfinished_path(const std::string& path) { return hdf5::part_path(path); }

TrajectoryHeader read_trajectory_header(const std::string& path) {
    return TrajectoryReader(path).header();
}

}  // namespace lhits
