#include "axes.hpp"

#include <stdexcept>

namespace lhits::hdf5 {
namespace {

Axes write_axes(hid_t file, double dt, std::int64_t steps, const StateCoordinates& coordinates) {
    if (coordinates.x.size() != coordinates.component.size() || coordinates.x.empty()) {
        throw std::invalid_argument("x and component must have an entry for each state element");
    }
    Axes axes;
    axes.time = write_time(file, dt, steps, coordinates.time_units);
    axes.state = write_index_scale(file, "state", static_cast<std::int64_t>(coordinates.x.size()));

    const Handle x = create_variable(file, "x", H5T_NATIVE_DOUBLE, {&axes.state});
    write_block(x, H5T_NATIVE_DOUBLE, coordinates.x.data());
    write_attribute(x.id(), "units", coordinates.x_units);
    const Handle component = create_variable(file, "component", H5T_NATIVE_INT32, {&axes.state});
    write_block(component, H5T_NATIVE_INT32, coordinates.component.data());
    write_attribute(component.id(), "names", coordinates.component_names);
    return axes;
}

StateCoordinates read_coordinates(hid_t file) {
    StateCoordinates coordinates;
    const Handle time = open_dataset(file, "time");
    coordinates.time_units = read_text(time.id(), "units");
    const Handle x = open_dataset(file, "x");
    coordinates.x = read_dataset<double>(x);
    coordinates.x_units = read_text(x.id(), "units");
    const Handle component = open_dataset(file, "component");
    coordinates.component = read_dataset<std::int32_t>(component);
    coordinates.component_names = read_text(component.id(), "names");
    return coordinates;
}

}  // namespace

Handle write_time(hid_t group, double dt, std::int64_t steps, const std::string& units) {
    std::vector<double> times(static_cast<std::size_t>(steps + 1));
    for (std::size_t i = 0; i < times.size(); ++i) times[i] = static_cast<double>(i) * dt;
    Handle time = write_scale<double>(group, "time", times);
    write_attribute(time.id(), "units", units);
    write_attribute(time.id(), "long_name", std::string("time since the end of the spin-up"));
    return time;
}

Axes write_header(hid_t file, const RunHeader& header) {
    write_attribute(file, "system", header.system);
    write_attribute(file, "dt", header.dt);
    write_attribute(file, "steps", header.steps);
    write_attribute(file, "deck", header.deck);
    write_attribute(file, "seed", header.seed);
    return write_axes(file, header.dt, header.steps, header.coordinates);
}

RunHeader read_header(hid_t file) {
    RunHeader header;
    header.system = read_text(file, "system");
    header.dt = read_number(file, "dt");
    header.steps = read_integer(file, "steps");
    header.coordinates = read_coordinates(file);
    header.deck = read_text(file, "deck");
    header.seed = read_integer(file, "seed");
    return header;
}

}  // namespace lhits::hdf5
