// The header and the axes that trajectory and forecast files share: time, state and what lies along
// them.
#pragma once

#include <span>

#include "hdf5_data.hpp"
#include "lhits/io/run_header.hpp"

namespace lhits::hdf5 {

/// The dimensions of the top group.
struct Axes {
    Handle time;
    Handle state;
};

/// Writes the header's attributes, and time(time), state(state), x(state), y(state) where there is
/// one, and component(state).
Axes write_header(hid_t file, const RunHeader& header);

/// Writes time(time) with an entry for the steps 0, every, 2 every ... up to `steps` into a group.
Handle write_time(hid_t group, const RunHeader& header, std::int64_t steps, std::int64_t every = 1);

/// Writes state(state), x(state), y(state) where there is one, and component(state), for some
/// elements of the state.
Handle write_state(hid_t file, const StateCoordinates& coordinates,
                   std::span<const std::int64_t> elements);

/// What lies along `state`, as netCDF's attribute "coordinates" of a variable names it.
std::string coordinate_names(const StateCoordinates& coordinates);

RunHeader read_header(hid_t file);

}  // namespace lhits::hdf5
