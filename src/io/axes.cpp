#include "axes.hpp"

#include <numeric>
#include <stdexcept>

namespace lhits::hdf5 {
namespace {

StateCoordinates read_coordinates(hid_t file) {
    StateCoordinates coordinates;
    const Handle time = open_dataset(file, "time");
    coordinates.time_units = read_text(time.id(), "units");
    const Handle x = open_dataset(file, "x");
    coordinates.x = read_dataset<double>(x);
    coordinates.x_units = read_text(x.id(), "units");
    if (H5Lexists(file, "y", H5P_DEFAULT) > 0) {
        coordinates.y = read_dataset<double>(open_dataset(file, "y"));
    }
    const Handle component = open_dataset(file, "component");
    coordinates.component = read_dataset<std::int32_t>(component);
    coordinates.component_names = read_text(component.id(), "names");
    return coordinates;
}

}  // namespace

Handle write_time(hid_t group, const RunHeader& header, std::int64_t steps, std::int64_t every) {
    std::vector<double> times(static_cast<std::size_t>(steps / every + 1));
    for (std::size_t i = 0; i < times.size(); ++i) {
        times[i] = static_cast<double>(i) * static_cast<double>(every) * header.dt;
    }
    Handle time = write_scale<double>(group, "time", times);
    write_attribute(time.id(), "units", header.coordinates.time_units);
    write_attribute(time.id(), "long_name", std::string("time since the end of the spin-up"));
    return time;
}

Handle write_state(hid_t file, const StateCoordinates& coordinates,
                   std::span<const std::int64_t> elements) {
    const auto& [x, component, names, x_units, time_units, y] = coordinates;
    if (x.size() != component.size() || x.empty() || (!y.empty() && y.size() != x.size())) {
        throw std::invalid_argument("x, y and component must have an entry for each element");
    }
    const std::vector<std::int32_t> numbers(elements.begin(), elements.end());
    Handle state = write_scale<std::int32_t>(file, "state", numbers);
    const auto write_places = [&](const char* name, const std::vector<double>& places) {
        std::vector<double> some;
        for (const auto element : elements) {
            some.push_back(places.at(static_cast<std::size_t>(element)));
        }
        const Handle variable = create_variable(file, name, H5T_NATIVE_DOUBLE, {&state});
        write_block(variable, H5T_NATIVE_DOUBLE, some.data());
        write_attribute(variable.id(), "units", x_units);
    };
    write_places("x", x);
    if (!y.empty()) write_places("y", y);
    std::vector<std::int32_t> owners;
    for (const auto element : elements) {
        owners.push_back(component.at(static_cast<std::size_t>(element)));
    }
    const Handle owner = create_variable(file, "component", H5T_NATIVE_INT32, {&state});
    write_block(owner, H5T_NATIVE_INT32, owners.data());
    write_attribute(owner.id(), "names", names);
    return state;
}

std::string coordinate_names(const StateCoordinates& coordinates) {
    return coordinates.y.empty() ? "x component" : "x y component";
}

Axes write_header(hid_t file, const RunHeader& header) {
    write_attribute(file, "system", header.system);
    write_attribute(file, "dt", header.dt);
    write_attribute(file, "steps", header.steps);
    write_attribute(file, "deck", header.deck);
    write_attribute(file, "seed", header.seed);
    std::vector<std::int64_t> all(header.coordinates.x.size());
    std::iota(all.begin(), all.end(), std::int64_t{0});
    Axes axes;
    axes.time = write_time(file, header, header.steps);
    axes.state = write_state(file, header.coordinates, all);
    return axes;
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
