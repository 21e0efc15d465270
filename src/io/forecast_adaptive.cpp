#include "forecast_adaptive.hpp"

#include "axes.hpp"
#include "hdf5_file.hpp"
#include "lhits/base/units.hpp"

namespace lhits {

std::string name_of(AdaptiveData dataset) {
    switch (dataset) {
        case AdaptiveData::mse_state: return "mse_state";
        case AdaptiveData::valid_time: return "valid_time";
        case AdaptiveData::step: return "step";
        case AdaptiveData::spacing: return "spacing";
        case AdaptiveData::steps: return "steps";
        case AdaptiveData::evaluations: return "evaluations";
        case AdaptiveData::fixed_mse_state: return "fixed_mse_state";
        case AdaptiveData::fixed_valid_time: break;
    }
    return "fixed_valid_time";
}

std::string adaptive_group(const std::string& surrogate) { return surrogate + "/adaptive"; }

namespace hdf5 {
namespace {

std::string long_name_of(AdaptiveData dataset) {
    switch (dataset) {
        case AdaptiveData::mse_state:
            return "mean squared error of the state of the forecast by adaptive steps";
        case AdaptiveData::valid_time: return "time until that forecast's error is too large";
        case AdaptiveData::step: return "stride of the step that was taken there";
        case AdaptiveData::spacing: return "distance in time steps of the nodes around each time";
        case AdaptiveData::steps: return "steps that were taken by each stride";
        case AdaptiveData::evaluations:
            return "evaluations of the network of each stride, those of checks among them";
        case AdaptiveData::fixed_mse_state:
            return "mean squared error of the state by the coupled strides from the coarsest down "
                   "to "
                   "each; not a number for coarser ones";
        case AdaptiveData::fixed_valid_time: break;
    }
    return "time until that error is too large";
}

bool is_time(AdaptiveData dataset) {
    return dataset == AdaptiveData::valid_time || dataset == AdaptiveData::fixed_valid_time;
}

bool is_fixed(AdaptiveData dataset) {
    return dataset == AdaptiveData::fixed_mse_state || dataset == AdaptiveData::fixed_valid_time;
}

bool is_count(AdaptiveData dataset) {
    return dataset == AdaptiveData::steps || dataset == AdaptiveData::evaluations;
}

bool is_error(AdaptiveData dataset) {
    return dataset == AdaptiveData::mse_state || dataset == AdaptiveData::fixed_mse_state;
}

std::string units_of(AdaptiveData dataset, const StateLayout& layout) {
    if (is_time(dataset)) return layout.time_units;
    return is_error(dataset) ? square_of(common_units(layout)) : "1";
}

bool has_adaptive(const ForecastHeader& header, const ForecastGroup& group) {
    return header.adaptive && group.protocol == "unseen";
}

}  // namespace

void lay_out_adaptive(hid_t file, const ForecastHeader& header, const ForecastGroup& own) {
    if (!has_adaptive(header, own)) return;
    const Handle group = create_group(file, adaptive_group(own.name));
    const Handle tolerance =
        write_scale<double>(group.id(), "tolerance", header.adaptive->tolerance);
    describe(tolerance,
             "largest disagreement of a step, in standard deviations of the latent coordinates",
             "1");
    const Handle stride = write_scale<std::int64_t>(group.id(), "stride", header.adaptive->stride);
    describe(stride, "stride of a stepper in time steps", "1");
    const Handle trajectory = write_trajectories(group.id(), own.trajectories);
    const Handle time = write_time(group.id(), header, own.steps);
    for (const AdaptiveData dataset : all_adaptive_data) {
        std::vector<const Handle*> scales = {is_fixed(dataset) ? &stride : &tolerance, &trajectory};
        if (!is_time(dataset)) scales.push_back(is_count(dataset) ? &stride : &time);
        const Handle variable =
            create_variable(group.id(), name_of(dataset),
                            is_error(dataset) ? H5T_NATIVE_DOUBLE : H5T_NATIVE_FLOAT, scales);
        describe(variable, long_name_of(dataset), units_of(dataset, header.coordinates));
    }
}

std::optional<AdaptiveAxes> read_adaptive_axes(hid_t file, const ForecastHeader& header) {
    for (const auto& own : header.groups) {
        const auto name = adaptive_group(own.name);
        if (H5Lexists(file, name.c_str(), H5P_DEFAULT) <= 0) continue;
        const Handle group = open_group(file, name);
        return AdaptiveAxes{read_dataset<double>(open_dataset(group.id(), "tolerance")),
                            read_dataset<std::int64_t>(open_dataset(group.id(), "stride"))};
    }
    return {};
}

std::string adaptive_dataset(const std::string& surrogate, AdaptiveData dataset) {
    return adaptive_group(surrogate) + "/" + name_of(dataset);
}

std::vector<std::string> adaptive_datasets(const ForecastHeader& header) {
    std::vector<std::string> names;
    for (const auto& group : header.groups) {
        if (!has_adaptive(header, group)) continue;
        for (const auto dataset : all_adaptive_data) {
            names.push_back(adaptive_dataset(group.name, dataset));
        }
    }
    return names;
}

Shape adaptive_shape(const ForecastHeader& header, const ForecastGroup& group,
                     AdaptiveData dataset) {
    Shape shape = {static_cast<hsize_t>(group.trajectories)};
    if (is_time(dataset)) return shape;
    shape.push_back(is_count(dataset) ? header.adaptive->stride.size()
                                      : static_cast<hsize_t>(group.steps + 1));
    return shape;
}

}  // namespace hdf5
}  // namespace lhits
