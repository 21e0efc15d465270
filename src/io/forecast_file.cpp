#include "lhits/io/forecast_file.hpp"

#include <utility>

#include "hdf5_file.hpp"
#include "lhits/base/units.hpp"
#include "lhits/base/words.hpp"
#include "axes.hpp"
#include "quantity_file.hpp"

namespace lhits {
namespace {

using hdf5::Handle;

Scale trajectories(std::int64_t count) { return {"trajectory", "number of the trajectory", count}; }

Scale strides(const std::vector<std::int64_t>& values) {
    return {"stride", "stride of a stepper in time steps", values};
}

void add_surrogate(std::vector<QuantityGroup>& groups, const ForecastHeader& header,
                   const ForecastGroup& own) {
    const auto& layout = header.coordinates;
    groups.push_back(
        {own.name,
         {surrogate_quantities},
         own.steps,
         {trajectories(own.trajectories),
          {"latent", "latent coordinate", own.latent},
          {"field", "field of the state: counts into names",
           static_cast<std::int64_t>(layout.components.size()), "1", layout.component_names()}},
         own.parameters,
         own.protocol});
    if (!own.strides.empty()) groups.back().scales.push_back(strides(own.strides));
    if (!header.adaptive || !own.is_unseen()) return;
    groups.push_back(
        {adaptive_group(own.name),
         {adaptive_quantities},
         own.steps,
         {trajectories(own.trajectories),
          {"tolerance",
           "largest disagreement of a step, in standard deviations of the latent coordinates",
           header.adaptive->tolerance},
          strides(header.adaptive->stride)}});
}

QuantityGroup statistics(const ForecastHeader& header, const std::string& surrogate) {
    const auto& axes = *header.statistics;
    const auto inverse = per(header.coordinates.axes.front().units);
    return {statistics_group(surrogate),
            {long_time_quantities},
            0,
            {trajectories(header.trajectories),
             {"wavenumber", "2 pi k over the length of the interval", axes.wavenumber, inverse},
             {"u_x", "middle of the bin of the slope", axes.slope, inverse},
             {"u_xx", "middle of the bin of the curvature", axes.curvature,
              inverse == "1" ? "1" : inverse + "^2"}}};
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

/// What lies along the dimensions beside those of the surrogates' groups.
void read_other_axes(hid_t file, ForecastHeader& header) {
    const auto has = [&](const std::string& group) {
        return H5Lexists(file, group.c_str(), H5P_DEFAULT) > 0;
    };
    const auto read = [&]<class T>(const std::string& group, const char* name, std::vector<T>& to) {
        to = hdf5::read_dataset<T>(hdf5::open_dataset(file, group + "/" + name));
    };
    if (has(direct_solver_group)) read(direct_solver_group, "time_step", header.time_steps);
    if (const auto group = statistics_group(""); has(group)) {
        auto& axes = header.statistics.emplace();
        read(group, "wavenumber", axes.wavenumber);
        read(group, "u_x", axes.slope);
        read(group, "u_xx", axes.curvature);
    }
    for (const auto& own : header.groups) {
        const auto group = adaptive_group(own.name);
        if (!has(group)) continue;
        auto& axes = header.adaptive.emplace();
        read(group, "tolerance", axes.tolerance);
        read(group, "stride", axes.stride);
        return;
    }
}

template <class Read>
auto reading_forecasts(const std::string& path, const Read& read) {
    decltype(read(hid_t{})) found{};
    hdf5::reading(path, [&] { found = read(hdf5::open_file(path, forecast_format).id()); });
    return found;
}

}  // namespace

QuantityFile file_of(const ForecastHeader& header) {
    QuantityFile file{forecast_format,
                      header,
                      [&](hid_t root) {
                          hdf5::write_attribute(root, "groups", names_of(header.groups));
                          hdf5::write_trajectories(root, header.trajectories);
                      },
                      {}};
    for (const auto& own : header.groups) add_surrogate(file.groups, header, own);
    if (!header.time_steps.empty()) {
        file.groups.push_back({direct_solver_group,
                               {solver_quantities},
                               header.steps,
                               {trajectories(header.trajectories),
                                {"time_step", "time step of the solver", header.time_steps,
                                 header.coordinates.time_units}}});
    }
    if (!header.statistics) return file;
    file.groups.push_back(statistics(header, ""));
    for (const auto& own : header.groups) {
        if (own.is_unseen()) file.groups.push_back(statistics(header, own.name));
    }
    return file;
}

std::string adaptive_group(const std::string& surrogate) { return surrogate + "/adaptive"; }

std::string statistics_group(const std::string& surrogate) {
    return "statistics" + (surrogate.empty() ? "" : "/" + surrogate);
}

ForecastHeader read_forecast_header(const std::string& path) {
    return reading_forecasts(path, [](hid_t file) {
        ForecastHeader header;
        static_cast<RunHeader&>(header) = hdf5::read_header(file);
        const auto count = hdf5::shape_of(hdf5::open_dataset(file, "trajectory"));
        header.trajectories = static_cast<std::int64_t>(hdf5::size_of(count));
        for (const auto& name : words(hdf5::read_text(file, "groups"))) {
            header.groups.push_back(read_group(file, header, name));
        }
        read_other_axes(file, header);
        return header;
    });
}

std::map<std::string, double> read_forecast_numbers(const std::string& path,
                                                    const std::string& group) {
    return reading_forecasts(
        path, [&](hid_t file) { return hdf5::read_numbers(hdf5::open_group(file, group).id()); });
}

bool has_forecast(const std::string& path, const std::string& group, const std::string& name) {
    return reading_forecasts(path, [&](hid_t file) {
        return H5Lexists(hdf5::open_group(file, group).id(), name.c_str(), H5P_DEFAULT) > 0;
    });
}

std::vector<double> read_forecast(const std::string& path, const std::string& group,
                                  const std::string& name) {
    return reading_forecasts(path, [&](hid_t file) {
        return hdf5::read_dataset<double>(hdf5::open_dataset(file, group + "/" + name));
    });
}

}  // namespace lhits
