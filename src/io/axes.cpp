#include "axes.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <numeric>
#include <stdexcept>

#include "lhits/base/words.hpp"

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
    describe(time, "time since the end of the spin-up", header.coordinates.time_units);
    return time;
}

Axes write_axes(hid_t group, const RunHeader& header, std::int64_t steps, std::int64_t every,
                std::span<const std::int64_t> elements) {
    const auto& [x, component, names, x_units, time_units, y] = header.coordinates;
    if (x.size() != component.size() || x.empty() || (!y.empty() && y.size() != x.size())) {
        throw std::invalid_argument("x, y and component must have an entry for each element");
    }
    std::vector<std::int32_t> numbers(elements.begin(), elements.end());
    if (elements.empty()) {
        numbers.resize(x.size());
        std::iota(numbers.begin(), numbers.end(), 0);
    }
    const auto chosen = [&](const auto& values) {
        auto some = values;
        some.clear();
        for (const auto number : numbers) {
            some.push_back(values.at(static_cast<std::size_t>(number)));
        }
        return some;
    };
    Axes axes;
    axes.time = write_time(group, header, steps, every);
    axes.state = write_scale<std::int32_t>(group, "state", numbers);
    describe(axes.state, "element of a state", "1");

    const auto write_places = [&](const char* name, const std::vector<double>& places) {
        const Handle variable = create_variable(group, name, H5T_NATIVE_DOUBLE, {&axes.state});
        write_block(variable, H5T_NATIVE_DOUBLE, chosen(places).data());
        describe(variable, std::string(name) + " of each element of a state",
                 header.coordinates.x_units);
    };
    write_places("x", x);
    if (!y.empty()) write_places("y", y);
    const Handle owner = create_variable(group, "component", H5T_NATIVE_INT32, {&axes.state});
    write_block(owner, H5T_NATIVE_INT32, chosen(component).data());
    describe(owner, "component that each element of a state is of: counts into names", "1");
    write_attribute(owner.id(), "names", names);
    return axes;
}

Handle write_trajectories(hid_t group, std::int64_t count) {
    Handle trajectory = write_index_scale(group, "trajectory", count);
    describe(trajectory, "number of the trajectory", "1");
    return trajectory;
}

void write_parameters(hid_t group, const RunHeader& header, const Handle& trajectory,
                      std::span<const double> values) {
    const auto count = header.parameter_names.size();
    std::vector<double> column(count > 0 ? values.size() / count : 0);
    for (std::size_t p = 0; p < count; ++p) {
        for (std::size_t t = 0; t < column.size(); ++t) column[t] = values[t * count + p];
        const auto& name = header.parameter_names[p];
        const Handle variable = create_variable(group, name, H5T_NATIVE_DOUBLE, {&trajectory});
        write_block(variable, H5T_NATIVE_DOUBLE, column.data());
        describe(variable, "parameter of each trajectory", "1");
    }
}

std::vector<double> read_parameters(hid_t group, const RunHeader& header,
                                    std::int64_t trajectories) {
    const auto count = header.parameter_names.size();
    const auto length = static_cast<std::size_t>(trajectories);
    std::vector<double> values(length * count);
    for (std::size_t p = 0; p < count; ++p) {
        const auto& name = header.parameter_names[p];
        const auto column = read_dataset<double>(open_dataset(group, name));
        if (column.size() != length) {
            throw Problem(fmt::format("expected {} of each of the {} trajectories, found {} values",
                                      name, length, column.size()));
        }
        for (std::size_t t = 0; t < length; ++t) values[t * count + p] = column[t];
    }
    return values;
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
    if (!header.parameter_names.empty()) {
        write_attribute(file, "parameters",
                        fmt::format("{}", fmt::join(header.parameter_names, " ")));
    }
    return write_axes(file, header, header.steps);
}

RunHeader read_header(hid_t file) {
    RunHeader header;
    header.system = read_text(file, "system");
    header.dt = read_number(file, "dt");
    header.steps = read_integer(file, "steps");
    header.coordinates = read_coordinates(file);
    header.deck = read_text(file, "deck");
    header.seed = read_integer(file, "seed");
    if (has_attribute(file, "parameters")) {
        header.parameter_names = words(read_text(file, "parameters"));
    }
    return header;
}

}  // namespace lhits::hdf5
