// The header and the axes that trajectory and forecast files share: time, state and what lies along
// them.
#pragma once

#include "hdf5_data.hpp"
#include "lhits/io/run_header.hpp"

namespace lhits::hdf5 {

/// The dimensions of the top group.
struct Axes {
    Handle time;
    Handle state;
};

/// Writes the header's attributes, and time(time), state(state), x(state) and component(state).
Axes write_header(hid_t file, const RunHeader& header);

/// The dimension time(time), in steps of dt from 0.
Handle write_time(hid_t group, double dt, std::int64_t steps, const std::string& units);

RunHeader read_header(hid_t file);

}  // namespace lhits::hdf5
