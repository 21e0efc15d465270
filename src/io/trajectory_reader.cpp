#include "lhits/io/trajectory_reader.hpp"

#include <fmt/format.h>

#include <cmath>
#include <optional>
#include <utility>

#include "axes.hpp"
#include "hdf5_file.hpp"
#include "lhits/base/error.hpp"
#include "lhits/base/whole_state.hpp"
#include "mapped_file.hpp"

namespace lhits {
namespace {

using hdf5::Handle;
using hdf5::Problem;

TrajectoryHeader header_of(hid_t file) {
    TrajectoryHeader header;
    static_cast<RunHeader&>(header) = hdf5::read_header(file);
    for (const Split split : all_splits) {
        const auto shape = hdf5::shape_of(hdf5::open_dataset(file, variable_name(split)));
        if (split == Split::train && shape.size() == 3) {
            header.train_steps = static_cast<std::int64_t>(shape[1]) - 1;
        }
        const auto times = static_cast<hsize_t>(header.steps_of(split)) + 1;
        if (shape.size() != 3 || shape[1] != times || shape[2] != header.coordinates.whole_size()) {
            throw Problem(fmt::format(
                "expected {} to be (trajectory, {}, {}), found another shape; write it again",
                variable_name(split), times, header.coordinates.whole_size()));
        }
        const auto count = static_cast<std::int64_t>(shape[0]);
        (split == Split::train        ? header.train
         : split == Split::validation ? header.validation
                                      : header.test) = count;
        if (header.parameter_names.empty()) continue;
        const Handle group = hdf5::open_group(file, split_name(split));
        header.parameters[split] = hdf5::read_parameters(group.id(), header, count);
    }
    return header;
}

/// Where the values of a split lie in the file, one after the other as floats of this machine.
std::optional<std::size_t> place_of(hid_t file, Split split) {
    const Handle dataset = hdf5::open_dataset(file, variable_name(split));
    const Handle type(H5Dget_type(dataset.id()), H5Tclose, "get the type of u");
    if (H5Tequal(type.id(), H5T_NATIVE_FLOAT) <= 0) return {};
    const auto offset = H5Dget_offset(dataset.id());
    if (offset == HADDR_UNDEF || offset % sizeof(float) != 0) return {};
    return static_cast<std::size_t>(offset);
}

/// Of an open file that HDF5 reads without MPI.
int descriptor_of(const Handle& file) {
    void* descriptor = nullptr;
    hdf5::check(H5Fget_vfd_handle(file.id(), H5P_DEFAULT, &descriptor), "get the file descriptor");
    return *static_cast<const int*>(descriptor);
}

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

/// Trajectories without their fixed elements, (count, times, state_size).
std::vector<float> block_of(hid_t file, const TrajectoryHeader& header, const std::string& dataset,
                            std::int64_t first, std::int64_t count) {
    const Handle u = hdf5::open_dataset(file, dataset);
    const auto shape = hdf5::shape_of(u);
    if (shape.size() != 3) throw Problem(dataset + ": expected three dimensions");
    const hdf5::Shape block = {static_cast<hsize_t>(count), shape[1], shape[2]};
    std::vector<float> values(hdf5::size_of(block));
    if (values.empty()) return values;
    hdf5::read_block(u, H5T_NATIVE_FLOAT, values.data(), {static_cast<hsize_t>(first), 0, 0},
                     block);
    values = some_elements(std::move(values), shape[2], varying_elements(header.coordinates));
    require_finite(values, dataset, first, shape[1], header.coordinates.size());
    return values;
}

}  // namespace

struct TrajectoryReader::File {
    Handle handle;
    std::optional<MappedFile> mapped;
};

TrajectoryReader::TrajectoryReader(std::string path)
    : path_(std::move(path)), file_(std::make_unique<File>()) {
    std::map<Split, std::size_t> places;
    hdf5::reading(path_, [&] {
        file_->handle = hdf5::open_file(path_, trajectory_format);
        header_ = header_of(file_->handle.id());
        if (header_.coordinates.size() != header_.coordinates.whole_size()) return;
        for (const Split split : all_splits) {
            if (header_.count(split) == 0) continue;
            if (const auto place = place_of(file_->handle.id(), split)) places[split] = *place;
        }
    });
    if (places.empty()) return;
    const auto bytes = file_->mapped.emplace(descriptor_of(file_->handle), path_).bytes();
    for (const auto& [split, place] : places) {
        const auto count =
            static_cast<std::size_t>(header_.count(split)) * times(split) * state_size();
        if (place > bytes.size() || count > (bytes.size() - place) / sizeof(float)) continue;
        mapped_[split] = {reinterpret_cast<const float*>(bytes.data() + place), count};  // NOLINT
    }
}

TrajectoryReader::~TrajectoryReader() = default;
TrajectoryReader::TrajectoryReader(TrajectoryReader&& other) noexcept = default;
TrajectoryReader& TrajectoryReader::operator=(TrajectoryReader&& other) noexcept = default;

std::map<std::string, double> TrajectoryReader::numbers() const {
    std::map<std::string, double> numbers;
    hdf5::reading(path_, [&] { numbers = hdf5::read_numbers(file_->handle.id()); });
    return numbers;
}

std::span<const float> TrajectoryReader::trajectories(Split split, std::int64_t first,
                                                      std::int64_t count,
                                                      std::vector<float>& room) const {
    const auto present = header_.count(split);
    std::span<const float> found;
    hdf5::reading(path_, [&] {
        if (first < 0 || count < 0 || count > present - first) {
            throw Problem(fmt::format(
                "expected {} trajectories in {}, found {}: ask for fewer, or generate more",
                first + count, split_name(split), present));
        }
        const auto mapped = mapped_.find(split);
        if (mapped == mapped_.end()) {
            room = block_of(file_->handle.id(), header_, variable_name(split), first, count);
            found = room;
            return;
        }
        const auto each = times(split) * state_size();
        found = mapped->second.subspan(static_cast<std::size_t>(first) * each,
                                       static_cast<std::size_t>(count) * each);
        require_finite(found, variable_name(split), first, times(split), state_size());
    });
    return found;
}

std::vector<float> TrajectoryReader::history(Split split, std::int64_t trajectory) const {
    std::vector<float> states;
    hdf5::reading(path_, [&] {
        states =
            block_of(file_->handle.id(), header_, variable_name(split, "history"), trajectory, 1);
    });
    return states;
}

std::span<const double> TrajectoryReader::parameters(Split split, std::int64_t trajectory) const {
    const auto count = header_.parameter_names.size();
    if (count == 0) return {};
    return std::span(header_.parameters.at(split))
        .subspan(static_cast<std::size_t>(trajectory) * count, count);
}

std::optional<TrajectoryReader> unfinished_trajectories(const std::string& path,
                                                        const TrajectoryHeader& header) {
    try {
        TrajectoryReader found(unfinished_path(path));
        auto layout = found.header();
        layout.deck = header.deck;
        if (layout == header) return found;
    } catch (const InputError&) {  // there is none that is of use
    }
    return {};
}

}  // namespace lhits
