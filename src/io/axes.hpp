// The header and the axes that trajectory and forecast files share: time, state and what lies along
// them.
#pragma once

#include "hdf5_data.hpp"
#include "lhits/io/run_header.hpp"

namespace lhits::hdf5 {

/// Dimensions of a group.
struct Axes {
    Handle time;
    Handle state;
};

/// Writes the header's attributes and the axes of its own steps.
Axes write_header(hid_t file, const RunHeader& header);

/// Writes time(time) with steps + 1 entries, state(state), x(state), y(state) where there is one,
/// and component(state) into a group. Every group has its own, because xarray looks for coordinates
/// nowhere else.
Axes write_axes(hid_t group, const RunHeader& header, std::int64_t steps);

/// Writes time(time) alone.
Handle write_time(hid_t group, const RunHeader& header, std::int64_t steps);

/// Writes trajectory(trajectory).
Handle write_trajectories(hid_t group, std::int64_t count);

/// What lies along `state`, as netCDF's attribute "coordinates" of a variable names it.
std::string coordinate_names(const StateCoordinates& coordinates);

RunHeader read_header(hid_t file);

}  // namespace lhits::hdf5
