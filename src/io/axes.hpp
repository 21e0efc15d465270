// The header and the axes that trajectory and forecast files share: time, state and what lies along
// them.
#pragma once

#include <span>

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

/// Writes time(time) with an entry for the steps 0, every, 2 every ... up to `steps`, state(state),
/// the axes of the layout, as x(state), and component(state) into a group. Every group has its
/// own, because xarray looks for coordinates nowhere else. `elements` of the whole state; none:
/// all. With other axes than the one x, attributes of `state` say which they are and, of points on
/// a grid, its shape in C order. Where elements are fixed, fixed(state) and fixed_value(state) say
/// so.
Axes write_axes(hid_t group, const RunHeader& header, std::int64_t steps, std::int64_t every = 1,
                std::span<const std::int64_t> elements = {});

/// Writes fixed(state) and fixed_value(state) of whole states with fixed elements.
void write_fixed(hid_t group, const Handle& state, const StateLayout& layout);

/// The numbers of the elements of whole states, of which there are `count`, that are not fixed.
std::vector<std::int64_t> read_varying(hid_t file, std::size_t count);

/// Writes time(time) alone.
Handle write_time(hid_t group, const RunHeader& header, std::int64_t steps, std::int64_t every = 1);

/// Writes trajectory(trajectory).
Handle write_trajectories(hid_t group, std::int64_t count);

/// Writes a variable over `trajectory` for each of the header's parameters: its column of `values`,
/// (trajectories, parameters).
void write_parameters(hid_t group, const RunHeader& header, const Handle& trajectory,
                      std::span<const double> values);

/// What write_parameters() wrote, of so many trajectories.
std::vector<double> read_parameters(hid_t group, const RunHeader& header,
                                    std::int64_t trajectories);

/// What lies along `state`, as netCDF's attribute "coordinates" of a variable names it.
std::string coordinate_names(const StateLayout& coordinates);

/// The units of states, where components differ those of all: "K, m s-1".
std::string units_of_states(const StateLayout& coordinates);

RunHeader read_header(hid_t file);

}  // namespace lhits::hdf5
