// The axes that trajectory and forecast files share: time, state and what lies along them.
#pragma once

#include "hdf5_data.hpp"
#include "lhits/io/state_coordinates.hpp"

namespace lhits::hdf5 {

/// The dimensions of the top group.
struct Axes {
    Handle time;
    Handle state;
};

/// Writes time(time), state(state), x(state) and component(state). `steps` steps from time 0.
Axes write_axes(hid_t file, double dt, std::int64_t steps, const StateCoordinates& coordinates);

StateCoordinates read_coordinates(hid_t file);

}  // namespace lhits::hdf5
