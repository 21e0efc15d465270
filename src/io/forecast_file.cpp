#include "lhits/io/forecast_file.hpp"

#include <stdexcept>
#include <utility>

#include "axes.hpp"
#include "forecast_adaptive.hpp"
#include "forecast_statistics.hpp"
#include "hdf5_file.hpp"
#include "lhits/base/whole_state.hpp"
#include "lhits/base/units.hpp"
#include "parallel_file.hpp"

namespace lhits {
namespace {

using hdf5::Handle;

constexpr const char* format = "lhits forecasts";
constexpr const char* direct_dataset = "direct-solver/mse_state";

std::string long_name_of(ForecastData dataset) {
    switch (dataset) {
        case ForecastData::latent_true: return "latent coordinates of the true trajectory";
        case ForecastData::latent_predicted: return "predicted latent coordinates";
        case ForecastData::u_predicted: return "predicted state";
        case ForecastData::mse_latent: return "mean squared error of the latent coordinates";
        case ForecastData::mse_state: return "mean squared error of the state";
        case ForecastData::relative_l2_of_time: return "relative l2 error of the state";
        case ForecastData::rmse_of_field: return "root mean squared error of each field";
        case ForecastData::deviation_of_field:
            return "standard deviation of each field of the true trajectory";
        case ForecastData::relative_l2: return "relative l2 error of the state over all times";
        case ForecastData::valid_time: return "time until the forecast's error is too large";
        case ForecastData::perfect_model_valid_time:
            return "the same for the solver from the decoded initial state; not a number where not "
                   "asked for";
        case ForecastData::initial_distance:
            return "distance of the initial condition from the training data, in standard "
                   "deviations of the latent coordinates; infinite where a parameter lies outside "
                   "the trained range";
        case ForecastData::initial_reconstruction_error:
            return "mean squared reconstruction error of the initial condition";
        case ForecastData::initial_outside:
            return "1 where the initial condition lies outside the training data, else 0";
        case ForecastData::leaving_time: break;
    }
    return "time at which the forecast leaves the training data; not a number where it never does";
}

/// The same of coupled steppers.
ForecastData error_of(StepperData dataset) {
    return dataset == StepperData::mse_latent ? ForecastData::mse_latent : ForecastData::mse_state;
}

std::string long_name_of(StepperData dataset) {
    return long_name_of(error_of(dataset)) + " of the forecast by each stepper alone";
}

bool is_of_fields(ForecastData dataset) {
    return dataset == ForecastData::rmse_of_field || dataset == ForecastData::deviation_of_field;
}

/// Of states; that of latent coordinates, which have no unit, is a square too.
bool is_square(ForecastData dataset) {
    return dataset == ForecastData::mse_state || dataset == ForecastData::mse_latent ||
           dataset == ForecastData::initial_reconstruction_error;
}

bool is_time(ForecastData dataset) {
    return dataset == ForecastData::valid_time ||
           dataset == ForecastData::perfect_model_valid_time ||
           dataset == ForecastData::leaving_time;
}

std::string units_of(ForecastData dataset, const StateLayout& layout) {
    if (dataset == ForecastData::u_predicted || is_of_fields(dataset)) {
        return hdf5::units_of_states(layout);
    }
    if (is_time(dataset)) return layout.time_units;
    const bool of_state = is_square(dataset) && dataset != ForecastData::mse_latent;
    return of_state ? square_of(common_units(layout)) : "1";
}

/// The lengths of the dimensions after the first, which counts trajectories.
std::vector<std::int64_t> inner_shape(ForecastData dataset, const ForecastHeader& header,
                                      const ForecastGroup& group) {
    const std::int64_t times = group.steps + 1;
    switch (dataset) {
        case ForecastData::latent_true:
        case ForecastData::latent_predicted: return {times, group.latent};
        case ForecastData::u_predicted:
            return {times, static_cast<std::int64_t>(header.coordinates.whole_size())};
        case ForecastData::mse_latent:
        case ForecastData::mse_state:
        case ForecastData::relative_l2_of_time: return {times};
        case ForecastData::rmse_of_field:
        case ForecastData::deviation_of_field:
            return {static_cast<std::int64_t>(header.coordinates.components.size())};
        case ForecastData::relative_l2:
        case ForecastData::valid_time:
        case ForecastData::perfect_model_valid_time:
        case ForecastData::initial_distance:
        case ForecastData::initial_reconstruction_error:
        case ForecastData::initial_outside:
        case ForecastData::leaving_time: break;
    }
    return {};
}

void lay_out_group(hid_t file, const ForecastHeader& header, const ForecastGroup& own) {
    const Handle group = hdf5::create_group(file, own.name);
    hdf5::write_attribute(group.id(), "protocol", own.protocol);
    const auto axes = hdf5::write_axes(group.id(), header, own.steps);
    const Handle trajectory = hdf5::write_trajectories(group.id(), own.trajectories);
    hdf5::write_parameters(group.id(), header, trajectory, own.parameters);
    const Handle latent = hdf5::write_index_scale(group.id(), "latent", own.latent);
    hdf5::describe(latent, "latent coordinate", "1");
    const auto fields = static_cast<std::int64_t>(header.coordinates.components.size());
    const Handle field = hdf5::write_index_scale(group.id(), "field", fields);
    hdf5::describe(field, "field of the state: counts into names", "1");
    hdf5::write_attribute(field.id(), "names", header.coordinates.component_names());
    for (const ForecastData dataset : all_forecast_data) {
        const bool is_state = dataset == ForecastData::u_predicted;
        const std::vector<const Handle*> all = {&trajectory,
                                                is_of_fields(dataset) ? &field : &axes.time,
                                                is_state ? &axes.state : &latent};
        const auto dimensions = 1 + inner_shape(dataset, header, own).size();
        const std::vector<const Handle*> scales(
            all.begin(), all.begin() + static_cast<std::ptrdiff_t>(dimensions));
        const Handle variable = hdf5::create_variable(
            group.id(), name_of(dataset), is_square(dataset) ? H5T_NATIVE_DOUBLE : H5T_NATIVE_FLOAT,
            scales);
        hdf5::describe(variable, long_name_of(dataset), units_of(dataset, header.coordinates));
        if (is_state) {
            hdf5::write_attribute(variable.id(), "coordinates",
                                  hdf5::coordinate_names(header.coordinates));
        }
    }
    if (own.strides.empty()) return;
    const Handle stride = hdf5::write_scale<std::int64_t>(group.id(), "stride", own.strides);
    hdf5::describe(stride, "stride of a stepper in time steps", "1");
    for (const StepperData dataset : all_stepper_data) {
        const Handle variable = hdf5::create_variable(
            group.id(), name_of(dataset), H5T_NATIVE_DOUBLE, {&stride, &trajectory, &axes.time});
        hdf5::describe(variable, long_name_of(dataset),
                       units_of(error_of(dataset), header.coordinates));
    }
}

void lay_out_direct_solver(hid_t file, const ForecastHeader& header) {
    const Handle group = hdf5::create_group(file, direct_solver_group);
    const Handle time_step = hdf5::write_scale<double>(group.id(), "time_step", header.time_steps);
    hdf5::describe(time_step, "time step of the solver", header.coordinates.time_units);
    const Handle trajectory = hdf5::write_trajectories(group.id(), header.trajectories);
    const Handle time = hdf5::write_time(group.id(), header, header.steps);
    const Handle mse = hdf5::create_variable(group.id(), "mse_state", H5T_NATIVE_DOUBLE,
                                             {&time_step, &trajectory, &time});
    hdf5::describe(mse, long_name_of(ForecastData::mse_state),
                   units_of(ForecastData::mse_state, header.coordinates));
}

void lay_out(hid_t file, const ForecastHeader& header) {
    std::string names;
    for (const auto& group : header.groups) names += (names.empty() ? "" : " ") + group.name;
    hdf5::write_attribute(file, "groups", names);
    hdf5::write_header(file, header);
    hdf5::write_trajectories(file, header.trajectories);
    for (const auto& group : header.groups) {
        lay_out_group(file, header, group);
        hdf5::lay_out_adaptive(file, header, group);
    }
    if (!header.time_steps.empty()) lay_out_direct_solver(file, header);
    if (header.statistics) hdf5::lay_out_statistics(file, header);
}

std::vector<std::string> dataset_names(const ForecastHeader& header) {
    std::vector<std::string> names = hdf5::statistics_datasets(header);
    for (auto& name : hdf5::adaptive_datasets(header)) names.push_back(std::move(name));
    for (const auto& group : header.groups) {
        for (const auto dataset : all_forecast_data)
            names.push_back(group.name + "/" + name_of(dataset));
        if (group.strides.empty()) continue;
        for (const auto dataset : all_stepper_data)
            names.push_back(group.name + "/" + name_of(dataset));
    }
    if (!header.time_steps.empty()) names.emplace_back(direct_dataset);
    return names;
}

template <class T>
std::vector<T> read_whole(const std::string& path, const std::string& dataset) {
    std::vector<T> values;
    hdf5::reading(path, [&] {
        const Handle file = hdf5::open_file(path, format);
        values = hdf5::read_dataset<T>(hdf5::open_dataset(file.id(), dataset));
    });
    return values;
}

ForecastGroup read_group(hid_t file, const RunHeader& header, const std::string& name) {
    ForecastGroup group;
    group.name = name;
    const Handle own = hdf5::open_group(file, name);
    group.protocol = hdf5::read_text(own.id(), "protocol");
    const auto errors = hdf5::shape_of(hdf5::open_dataset(own.id(), "mse_state"));
    group.trajectories = static_cast<std::int64_t>(errors.at(0));
    group.steps = static_cast<std::int64_t>(errors.at(1)) - 1;
    group.parameters = hdf5::read_parameters(own.id(), header, group.trajectories);
    const auto latent = hdf5::shape_of(hdf5::open_dataset(own.id(), "latent"));
    group.latent = static_cast<std::int64_t>(hdf5::size_of(latent));
    if (H5Lexists(own.id(), "stride", H5P_DEFAULT) > 0) {
        group.strides = hdf5::read_dataset<std::int64_t>(hdf5::open_dataset(own.id(), "stride"));
    }
    return group;
}

}  // namespace

std::string name_of(ForecastData dataset) {
    switch (dataset) {
        case ForecastData::latent_true: return "latent_true";
        case ForecastData::latent_predicted: return "latent_predicted";
        case ForecastData::u_predicted: return "u_predicted";
        case ForecastData::mse_latent: return "mse_latent";
        case ForecastData::mse_state: return "mse_state";
        case ForecastData::relative_l2_of_time: return "relative_l2_of_time";
        case ForecastData::rmse_of_field: return "rmse_of_field";
        case ForecastData::deviation_of_field: return "deviation_of_field";
        case ForecastData::relative_l2: return "relative_l2";
        case ForecastData::valid_time: return "valid_time";
        case ForecastData::perfect_model_valid_time: return "perfect_model_valid_time";
        case ForecastData::initial_distance: return "initial_distance";
        case ForecastData::initial_reconstruction_error: return "initial_reconstruction_error";
        case ForecastData::initial_outside: return "initial_outside";
        case ForecastData::leaving_time: break;
    }
    return "leaving_time";
}

std::string name_of(StepperData dataset) {
    return dataset == StepperData::mse_latent ? "stepper_mse_latent" : "stepper_mse_state";
}

ForecastWriter::ForecastWriter(const Communicator& ranks, const std::string& path,
                               ForecastHeader header)
    : header_(std::move(header)) {
    const auto datasets = dataset_names(header_);
    make_parallel_file(
        ranks, path, format, [&](hid_t file) { lay_out(file, header_); }, datasets);
    file_ = std::make_unique<ParallelFile>(ranks, path, datasets);
}

ForecastWriter::~ForecastWriter() = default;

const ForecastGroup& ForecastWriter::group(const std::string& name) const {
    for (const auto& group : header_.groups) {
        if (group.name == name) return group;
    }
    throw std::invalid_argument("no group " + name + " in the forecast file");
}

void ForecastWriter::write(const std::string& group_name, ForecastData dataset, std::int64_t first,
                           std::int64_t count, const Reals& data) {
    hdf5::Shape start = {static_cast<hsize_t>(first)};
    hdf5::Shape block = {static_cast<hsize_t>(count)};
    for (const auto length : inner_shape(dataset, header_, group(group_name))) {
        start.push_back(0);
        block.push_back(static_cast<hsize_t>(length));
    }
    std::vector<float> room;
    Reals whole = data;
    if (dataset == ForecastData::u_predicted) {
        whole = whole_states(header_.coordinates, std::get<std::span<const float>>(data), room);
    }
    file_->write(group_name + "/" + name_of(dataset), start, block, whole);
}

void ForecastWriter::write_stepper(const std::string& group_name, StepperData dataset,
                                   std::int64_t stride, std::int64_t first, std::int64_t count,
                                   const Reals& data) {
    const auto times = static_cast<hsize_t>(group(group_name).steps) + 1;
    file_->write(group_name + "/" + name_of(dataset),
                 {static_cast<hsize_t>(stride), static_cast<hsize_t>(first), 0},
                 {1, static_cast<hsize_t>(count), times}, data);
}

void ForecastWriter::write_adaptive(const std::string& group_name, AdaptiveData dataset,
                                    std::int64_t index, std::int64_t first, std::int64_t count,
                                    const Reals& data) {
    if (!header_.adaptive) throw std::invalid_argument("no adaptive steps in the forecast file");
    auto block = hdf5::adaptive_shape(header_, group(group_name), dataset);
    block.front() = static_cast<hsize_t>(count);
    block.insert(block.begin(), 1);
    hdf5::Shape start(block.size(), 0);
    start[0] = static_cast<hsize_t>(index);
    start[1] = static_cast<hsize_t>(first);
    file_->write(hdf5::adaptive_dataset(group_name, dataset), start, block, data);
}

void ForecastWriter::write_direct(std::int64_t level, std::int64_t first, std::int64_t count,
                                  const Reals& data) {
    file_->write(direct_dataset, {static_cast<hsize_t>(level), static_cast<hsize_t>(first), 0},
                 {1, static_cast<hsize_t>(count), static_cast<hsize_t>(header_.steps + 1)}, data);
}

void ForecastWriter::write_statistics(const std::string& surrogate, StatisticsData dataset,
                                      std::span<const float> data) {
    if (!header_.statistics) throw std::invalid_argument("no statistics in the forecast file");
    const auto& axes = *header_.statistics;
    hdf5::Shape shape = {static_cast<hsize_t>(header_.trajectories)};
    if (dataset == StatisticsData::power_spectrum) shape = {axes.wavenumber.size()};
    if (dataset == StatisticsData::joint_density) {
        shape = {axes.slope.size(), axes.curvature.size()};
    }
    file_->write(hdf5::statistics_dataset(surrogate, dataset), hdf5::Shape(shape.size(), 0), shape,
                 data);
}

void ForecastWriter::finish(const std::map<std::string, std::map<std::string, double>>& numbers) {
    file_->finish([&](hid_t file) {
        for (const auto& [name, values] : numbers) {
            const Handle own = hdf5::open_group(file, name);
            for (const auto& [key, value] : values) hdf5::write_attribute(own.id(), key, value);
        }
    });
}

ForecastHeader read_forecast_header(const std::string& path) {
    ForecastHeader header;
    hdf5::reading(path, [&] {
        const Handle file = hdf5::open_file(path, format);
        static_cast<RunHeader&>(header) = hdf5::read_header(file.id());
        const auto count = hdf5::shape_of(hdf5::open_dataset(file.id(), "trajectory"));
        header.trajectories = static_cast<std::int64_t>(hdf5::size_of(count));
        const std::string names = hdf5::read_text(file.id(), "groups");
        for (std::size_t at = 0; at < names.size();) {
            const auto end = std::min(names.find(' ', at), names.size());
            header.groups.push_back(read_group(file.id(), header, names.substr(at, end - at)));
            at = end + 1;
        }
        if (H5Lexists(file.id(), direct_solver_group, H5P_DEFAULT) > 0) {
            const Handle own = hdf5::open_group(file.id(), direct_solver_group);
            header.time_steps =
                hdf5::read_dataset<double>(hdf5::open_dataset(own.id(), "time_step"));
        }
        header.statistics = hdf5::read_statistics_axes(file.id());
        header.adaptive = hdf5::read_adaptive_axes(file.id(), header);
    });
    return header;
}

std::map<std::string, double> read_forecast_numbers(const std::string& path,
                                                    const std::string& group) {
    std::map<std::string, double> numbers;
    hdf5::reading(path, [&] {
        const Handle file = hdf5::open_file(path, format);
        numbers = hdf5::read_numbers(hdf5::open_group(file.id(), group).id());
    });
    return numbers;
}

bool has_forecast(const std::string& path, const std::string& group, ForecastData dataset) {
    bool has = false;
    hdf5::reading(path, [&] {
        const Handle file = hdf5::open_file(path, format);
        const Handle own = hdf5::open_group(file.id(), group);
        has = H5Lexists(own.id(), name_of(dataset).c_str(), H5P_DEFAULT) > 0;
    });
    return has;
}

std::vector<double> read_forecast(const std::string& path, const std::string& group,
                                  ForecastData dataset) {
    return read_whole<double>(path, group + "/" + name_of(dataset));
}

std::vector<double> read_forecast(const std::string& path, const std::string& group,
                                  StepperData dataset) {
    return read_whole<double>(path, group + "/" + name_of(dataset));
}

std::vector<double> read_forecast(const std::string& path, const std::string& group,
                                  AdaptiveData dataset) {
    return read_whole<double>(path, hdf5::adaptive_dataset(group, dataset));
}

std::vector<double> read_direct(const std::string& path) {
    return read_whole<double>(path, direct_dataset);
}

std::vector<float> read_statistics(const std::string& path, const std::string& surrogate,
                                   StatisticsData dataset) {
    return read_whole<float>(path, hdf5::statistics_dataset(surrogate, dataset));
}

}  // namespace lhits
