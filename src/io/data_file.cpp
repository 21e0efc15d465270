#include "lhits/io/data_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <utility>

#include "axes.hpp"
#include "hdf5_file.hpp"
#include "lhits/base/checksum.hpp"
#include "lhits/base/error.hpp"
#include "lhits/base/whole_state.hpp"
#include "lhits/parallel/communicator.hpp"
#include "parallel_file.hpp"

namespace lhits {
namespace {

using hdf5::Handle;
using hdf5::Problem;

constexpr const char* dataset_name = "u";

constexpr const char* content_attribute = "content_checksum";

/// The sum of a checksum of each row, which knows its place: any ranks may write them, in any
/// order.
template <class T>
std::uint64_t sum_of_rows(std::int64_t trajectory, std::int64_t first, std::span<const T> u,
                          std::size_t n) {
    std::uint64_t sum = 0;
    for (; !u.empty(); u = u.subspan(n)) {
        const std::array place{trajectory, first++};
        Checksum row;
        row.add(std::span<const std::int64_t>(place));
        row.add(u.first(n));
        sum += static_cast<std::uint64_t>(row.value());
    }
    return sum;
}

/// What a header says of the data, and not of where they come from.
void add_header(Checksum& sum, const DataHeader& header) {
    const auto& layout = header.coordinates;
    sum.add(fmt::format("{} {} {} {} {} {} {}", header.dt, header.steps, header.trajectories,
                        layout.time_units, layout.axis_names(), layout.component_names(),
                        layout.component_units()));
    sum.add(std::span(layout.component));
    for (const auto& axis : layout.axes) {
        sum.add(axis.units);
        sum.add(std::span(axis.places));
    }
    for (const auto& name : header.parameter_names) sum.add(name);
    sum.add(std::span(header.parameters));
}

/// All states where there are few of them; else some.
void add_states(Checksum& sum, const Handle& u) {
    constexpr std::size_t whole = 16'000'000;  // bytes
    constexpr std::size_t some = 256;
    const auto shape = hdf5::shape_of(u);
    const auto rows = shape[0] * shape[1];
    const bool all = hdf5::size_of(shape) <= whole / sizeof(double);
    const auto times = all ? shape[1] : 1;
    const auto count = all ? shape[0] : std::min<hsize_t>(some, rows);
    std::vector<double> values(times * shape[2]);
    for (hsize_t i = 0; i < count; ++i) {
        const auto row = all ? i * times : i * (rows - 1) / std::max<hsize_t>(1, count - 1);
        hdf5::read_block(u, H5T_NATIVE_DOUBLE, values.data(), {row / shape[1], row % shape[1], 0},
                         {1, times, shape[2]});
        sum.add(std::span<const double>(values));
    }
}

void lay_out(hid_t file, const DataHeader& header) {
    const auto axes = hdf5::write_header(file, header);
    hdf5::write_attribute(file, "files", header.files);
    hdf5::write_attribute(file, "options", header.options);
    const Handle trajectory = hdf5::write_trajectories(file, header.trajectories);
    hdf5::write_parameters(file, header, trajectory, header.parameters);
    const Handle u = hdf5::create_variable(file, dataset_name,
                                           header.doubles ? H5T_NATIVE_DOUBLE : H5T_NATIVE_FLOAT,
                                           {&trajectory, &axes.time, &axes.state});
    hdf5::describe(u, "state", hdf5::units_of_states(header.coordinates));
    hdf5::write_attribute(u.id(), "coordinates", hdf5::coordinate_names(header.coordinates));
}

/// Of all states, block by block.
FoundFixed fixed_elements(const Handle& u, const StateLayout& layout) {
    constexpr std::size_t block_values = std::size_t{1} << 20U;
    const auto shape = hdf5::shape_of(u);
    const auto most = std::max<hsize_t>(1, block_values / shape[2]);
    ElementRanges ranges(layout, std::vector<bool>(layout.size(), false));
    std::vector<double> values;
    for (hsize_t trajectory = 0; trajectory < shape[0]; ++trajectory) {
        for (hsize_t first = 0; first < shape[1]; first += most) {
            const auto count = std::min(most, shape[1] - first);
            values.resize(count * shape[2]);
            hdf5::read_block(u, H5T_NATIVE_DOUBLE, values.data(), {trajectory, first, 0},
                             {1, count, shape[2]});
            ranges.add(values);
        }
    }
    return ranges.fixed();
}

}  // namespace

DataWriter::DataWriter(const Communicator& ranks, const std::string& path, DataHeader header)
    : ranks_(ranks), header_(std::move(header)) {
    make_parallel_file(ranks, path, data_format, [&](hid_t file) { lay_out(file, header_); },
                       {dataset_name});
    file_ = std::make_unique<ParallelFile>(ranks, path, std::vector<std::string>{dataset_name});
}

DataWriter::~DataWriter() = default;

void DataWriter::write(std::int64_t trajectory, std::int64_t first, std::span<const double> u) {
    const auto n = header_.coordinates.size();
    const hdf5::Shape start{static_cast<hsize_t>(trajectory), static_cast<hsize_t>(first), 0};
    const hdf5::Shape count{1, u.size() / n, n};
    if (header_.doubles) {
        file_->write(dataset_name, start, count, u);
        content_ += sum_of_rows(trajectory, first, u, n);
        return;
    }
    rounded_.assign(u.begin(), u.end());
    file_->write(dataset_name, start, count, rounded_);
    content_ += sum_of_rows<float>(trajectory, first, rounded_, n);
}

void DataWriter::finish(const FoundFixed& fixed) {
    std::int64_t content = std::bit_cast<std::int64_t>(content_);
    ranks_.add_up(std::span(&content, 1), 0);
    file_->finish([&](hid_t file) {
        hdf5::write_attribute(file, content_attribute, content);
        hdf5::write_fixed(file, hdf5::open_dataset(file, "state"),
                          with_fixed(header_.coordinates, fixed.at, fixed.value));
    });
}

std::int64_t data_checksum(const std::string& path) {
    Checksum sum;
    add_header(sum, read_data_header(path));
    hdf5::reading(path, [&] {
        const Handle file = hdf5::open_file(path, data_format);
        if (hdf5::has_attribute(file.id(), content_attribute)) {
            sum.add(std::to_string(hdf5::read_integer(file.id(), content_attribute)));
        }
        add_states(sum, hdf5::open_dataset(file.id(), dataset_name));
    });
    return sum.value();
}

DataHeader read_data_header(const std::string& path) {
    DataHeader header;
    hdf5::reading(path, [&] {
        const Handle file = hdf5::open_file(path, data_format);
        static_cast<RunHeader&>(header) = hdf5::read_header(file.id());
        header.files = hdf5::read_text(file.id(), "files");
        header.options = hdf5::read_text(file.id(), "options");
        const Handle u = hdf5::open_dataset(file.id(), dataset_name);
        const auto shape = hdf5::shape_of(u);
        const auto times = static_cast<hsize_t>(header.steps) + 1;
        if (shape.size() != 3 || shape[1] != times || shape[2] != header.coordinates.whole_size()) {
            throw Problem(fmt::format(
                "expected u to be (trajectory, {}, {}), found another shape; import the data again",
                times, header.coordinates.whole_size()));
        }
        header.trajectories = static_cast<std::int64_t>(shape[0]);
        header.parameters = hdf5::read_parameters(file.id(), header, header.trajectories);
        const Handle type(H5Dget_type(u.id()), H5Tclose, "get the type of u");
        header.doubles = H5Tget_size(type.id()) == sizeof(double);
        if (hdf5::has_attribute(file.id(), content_attribute)) return;
        const auto found = fixed_elements(u, header.coordinates);  // an earlier lhits did not look
        header.coordinates = with_fixed(header.coordinates, found.at, found.value);
    });
    return header;
}

std::vector<float> read_data(const std::string& path, std::int64_t trajectory, std::int64_t first,
                             std::int64_t count) {
    std::vector<float> values;
    hdf5::reading(path, [&] {
        const Handle file = hdf5::open_file(path, data_format);
        const Handle u = hdf5::open_dataset(file.id(), dataset_name);
        const auto shape = hdf5::shape_of(u);
        if (shape.size() != 3 || trajectory < 0 || first < 0 || count < 1 ||
            static_cast<hsize_t>(trajectory) >= shape[0] ||
            static_cast<hsize_t>(first) + static_cast<hsize_t>(count) > shape[1]) {
            throw Problem(
                fmt::format("expected the times {} to {} of trajectory {}, found fewer; import the "
                            "data again",
                            first, first + count - 1, trajectory));
        }
        values.resize(static_cast<std::size_t>(count) * shape[2]);
        hdf5::read_block(u, H5T_NATIVE_FLOAT, values.data(),
                         {static_cast<hsize_t>(trajectory), static_cast<hsize_t>(first), 0},
                         {1, static_cast<hsize_t>(count), shape[2]});
        const auto varying = hdf5::read_varying(file.id(), shape[2]);
        std::vector<bool> known(shape[2], false);
        for (const auto element : varying) known[static_cast<std::size_t>(element)] = true;
        for (std::size_t i = 0; i < values.size(); ++i) {
            if (std::isfinite(values[i]) || !known[i % shape[2]]) continue;
            throw Problem(
                fmt::format("expected finite values, found {} in u at trajectory {}, time index "
                            "{}, state index "
                            "{}: the file is damaged; import the data again",
                            values[i], trajectory, static_cast<std::size_t>(first) + i / shape[2],
                            i % shape[2]));
        }
    });
    return values;
}

}  // namespace lhits
