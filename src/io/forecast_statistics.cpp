#include "forecast_statistics.hpp"

#include <array>

#include "axes.hpp"
#include "hdf5_file.hpp"

namespace lhits::hdf5 {
namespace {

constexpr std::array all_data = {StatisticsData::power_spectrum, StatisticsData::joint_density,
                                 StatisticsData::lyapunov_exponent};

std::string name_of(StatisticsData dataset) {
    switch (dataset) {
        case StatisticsData::power_spectrum: return "power_spectrum";
        case StatisticsData::joint_density: return "joint_density";
        case StatisticsData::lyapunov_exponent: break;
    }
    return "lyapunov_exponent";
}

std::string long_name_of(StatisticsData dataset) {
    switch (dataset) {
        case StatisticsData::power_spectrum:
            return "share of each wave in the mean square of u, mean over times and trajectories";
        case StatisticsData::joint_density: return "joint density of u_x and u_xx";
        case StatisticsData::lyapunov_exponent: break;
    }
    return "largest Lyapunov exponent from the start of each trajectory";
}

/// Those whose statistics are in the file: forecasts of the trajectories that its dimension counts.
bool has_statistics(const ForecastGroup& group) { return group.protocol == "unseen"; }

/// One over a unit.
std::string per(const std::string& units) { return units == "1" ? "1" : "1/(" + units + ")"; }

Handle write_axis(hid_t group, const char* name, const std::vector<double>& values,
                  const char* long_name, const std::string& units) {
    Handle scale = write_scale<double>(group, name, values);
    describe(scale, long_name, units);
    return scale;
}

void lay_out_datasets(hid_t group, const ForecastHeader& header) {
    const auto& axes = *header.statistics;
    const auto inverse = per(header.coordinates.axes.front().units);
    const Handle trajectory = write_trajectories(group, header.trajectories);
    const Handle wavenumber = write_axis(group, "wavenumber", axes.wavenumber,
                                         "2 pi k over the length of the interval", inverse);
    const Handle slope =
        write_axis(group, "u_x", axes.slope, "middle of the bin of the slope", inverse);
    const Handle curvature =
        write_axis(group, "u_xx", axes.curvature, "middle of the bin of the curvature",
                   inverse == "1" ? "1" : inverse + "^2");
    for (const StatisticsData dataset : all_data) {
        std::vector<const Handle*> own = {&trajectory};
        if (dataset == StatisticsData::power_spectrum) own = {&wavenumber};
        if (dataset == StatisticsData::joint_density) own = {&slope, &curvature};
        const Handle variable = create_variable(group, name_of(dataset), H5T_NATIVE_FLOAT, own);
        describe(variable, long_name_of(dataset),
                 dataset == StatisticsData::lyapunov_exponent ? per(header.coordinates.time_units)
                                                              : "1");
    }
}

}  // namespace

void lay_out_statistics(hid_t file, const ForecastHeader& header) {
    const Handle group = create_group(file, "statistics");
    lay_out_datasets(group.id(), header);
    for (const auto& surrogate : header.groups) {
        if (!has_statistics(surrogate)) continue;
        lay_out_datasets(create_group(group.id(), surrogate.name).id(), header);
    }
}

std::optional<StatisticsAxes> read_statistics_axes(hid_t file) {
    if (H5Lexists(file, "statistics", H5P_DEFAULT) <= 0) return {};
    const Handle group = open_group(file, "statistics");
    const auto read = [&](const char* name) {
        return read_dataset<double>(open_dataset(group.id(), name));
    };
    return StatisticsAxes{read("wavenumber"), read("u_x"), read("u_xx")};
}

std::string statistics_dataset(const std::string& surrogate, StatisticsData dataset) {
    return "statistics/" + (surrogate.empty() ? "" : surrogate + "/") + name_of(dataset);
}

std::vector<std::string> statistics_datasets(const ForecastHeader& header) {
    std::vector<std::string> names;
    if (!header.statistics) return names;
    for (const StatisticsData dataset : all_data) {
        names.push_back(statistics_dataset("", dataset));
        for (const auto& surrogate : header.groups) {
            if (!has_statistics(surrogate)) continue;
            names.push_back(statistics_dataset(surrogate.name, dataset));
        }
    }
    return names;
}

}  // namespace lhits::hdf5
