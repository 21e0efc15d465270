#include "axes.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "lhits/base/error.hpp"
#include "lhits/base/whole_state.hpp"
#include "lhits/base/words.hpp"

namespace lhits::hdf5 {
namespace {

constexpr const char* axes_attribute = "axes";
constexpr const char* shape_attribute = "shape";
constexpr const char* units_attribute = "units_of_names";
constexpr const char* fixed_name = "fixed";
constexpr const char* fixed_value_name = "fixed_value";

/// What fixed(state) has for an element.
enum Fixed : std::int32_t { varying = 0, constant = 1, missing = 2 };

std::vector<std::int64_t> reversed(std::vector<std::int64_t> numbers) {
    std::reverse(numbers.begin(), numbers.end());
    return numbers;
}

/// Files of a single axis x, and those of an earlier lhits, do not say.
std::vector<std::string> axis_names(hid_t file, const Handle& state) {
    if (has_attribute(state.id(), axes_attribute)) {
        return words(read_text(state.id(), axes_attribute));
    }
    if (H5Lexists(file, "y", H5P_DEFAULT) > 0) return {"x", "y"};
    return {"x"};
}

/// Whether each of `count` elements of whole states is fixed; nothing where none is.
std::vector<std::int32_t> read_kinds(hid_t file, std::size_t count) {
    if (H5Lexists(file, fixed_name, H5P_DEFAULT) <= 0) return {};
    auto kinds = read_dataset<std::int32_t>(open_dataset(file, fixed_name));
    if (kinds.size() == count) return kinds;
    throw Problem(fmt::format("expected {} of the {} elements of a state, found {}", fixed_name,
                              count, kinds.size()));
}

/// The layout `whole` with the fixed elements that the file has.
StateLayout with_fixed_of(hid_t file, const StateLayout& whole) {
    const auto kinds = read_kinds(file, whole.size());
    if (kinds.empty()) return whole;
    const auto values = read_dataset<float>(open_dataset(file, fixed_value_name));
    std::vector<std::int64_t> at;
    std::vector<float> value;
    for (std::size_t i = 0; i < kinds.size(); ++i) {
        if (kinds[i] == varying) continue;
        at.push_back(static_cast<std::int64_t>(i));
        value.push_back(values.at(i));
    }
    return with_fixed(whole, at, value);
}

StateLayout read_coordinates(hid_t file) {
    StateLayout coordinates;
    const Handle time = open_dataset(file, "time");
    coordinates.time_units = read_text(time.id(), "units");
    const Handle state = open_dataset(file, "state");
    for (auto& name : axis_names(file, state)) {
        const Handle axis = open_dataset(file, name);
        auto units = read_text(axis.id(), "units");
        coordinates.axes.push_back({std::move(name), std::move(units), read_dataset<double>(axis)});
    }
    const Handle component = open_dataset(file, "component");
    coordinates.component = read_dataset<std::int32_t>(component);
    const auto units = has_attribute(component.id(), units_attribute)
                           ? read_text(component.id(), units_attribute)
                           : std::string();
    try {
        coordinates.components = components_of(read_text(component.id(), "names"), units);
        coordinates.grid = has_attribute(state.id(), shape_attribute)
                               ? reversed(read_integers(state.id(), shape_attribute))
                               : rectilinear_grid(coordinates);
    } catch (const InputError& error) {
        throw Problem(fmt::format("{}; write the file again", error.what()));
    }
    return with_fixed_of(file, coordinates);
}

/// With more than the one axis x, files say which they are.
bool has_only_x(const StateLayout& layout) {
    return layout.axes.size() == 1 && layout.axes.front().name == "x";
}

/// For NumPy, whose last axis is the fastest: u.reshape(..., components, *shape).
void describe_grid(const Handle& state, const StateLayout& layout) {
    if (has_only_x(layout)) return;
    write_attribute(state.id(), axes_attribute, layout.axis_names());
    if (layout.grid.empty()) return;
    auto names = words(layout.axis_names());
    std::reverse(names.begin(), names.end());
    write_attribute(state.id(), "grid", fmt::format("{}", fmt::join(names, " ")));
    write_attribute(state.id(), shape_attribute, reversed(layout.grid));
}

/// Whole numbers as words.
std::vector<std::int64_t> read_steps(const std::string& text) {
    std::vector<std::int64_t> steps;
    for (const auto& word : words(text)) {
        std::int64_t step = 0;
        const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), step);
        if (error != std::errc() || end != word.data() + word.size() || step < 1) {
            throw Problem(fmt::format("delays: expected numbers of steps, found '{}'", word));
        }
        steps.push_back(step);
    }
    return steps;
}

}  // namespace

std::vector<std::int64_t> read_varying(hid_t file, std::size_t count) {
    const auto kinds = read_kinds(file, count);
    std::vector<std::int64_t> elements;
    for (std::size_t i = 0; i < count; ++i) {
        if (kinds.empty() || kinds[i] == varying) elements.push_back(static_cast<std::int64_t>(i));
    }
    return elements;
}

Handle write_time(hid_t group, const RunHeader& header, std::int64_t steps, std::int64_t every) {
    std::vector<double> times(static_cast<std::size_t>(steps / every + 1));
    for (std::size_t i = 0; i < times.size(); ++i) {
        times[i] = static_cast<double>(i) * static_cast<double>(every) * header.dt;
    }
    Handle time = write_scale<double>(group, "time", times);
    describe(time,
             header.system == "file" ? "time since the start of the trajectory"
                                     : "time since the end of the spin-up",
             header.coordinates.time_units);
    return time;
}

Axes write_axes(hid_t group, const RunHeader& header, std::int64_t steps, std::int64_t every,
                std::span<const std::int64_t> elements) {
    std::vector<std::int32_t> numbers(elements.begin(), elements.end());
    if (elements.empty()) {
        numbers.resize(header.coordinates.whole_size());
        std::iota(numbers.begin(), numbers.end(), 0);
    }
    const auto own = elements.empty() ? header.coordinates : part_of(header.coordinates, elements);
    const auto layout = whole_layout(own);
    elements_of_components(layout);
    Axes axes;
    axes.time = write_time(group, header, steps, every);
    axes.state = write_scale<std::int32_t>(group, "state", numbers);
    describe(axes.state, "element of a state", "1");
    describe_grid(axes.state, layout);

    for (const auto& axis : layout.axes) {
        const Handle variable = create_variable(group, axis.name, H5T_NATIVE_DOUBLE, {&axes.state});
        write_block(variable, H5T_NATIVE_DOUBLE, axis.places.data());
        describe(variable, axis.name + " of each element of a state", axis.units);
    }
    const Handle owner = create_variable(group, "component", H5T_NATIVE_INT32, {&axes.state});
    write_block(owner, H5T_NATIVE_INT32, layout.component.data());
    describe(owner, "component that each element of a state is of: counts into names", "1");
    write_attribute(owner.id(), "names", layout.component_names());
    if (units_of_states(layout) != "1") {
        write_attribute(owner.id(), units_attribute, layout.component_units());
    }
    write_fixed(group, axes.state, own);
    return axes;
}

void write_fixed(hid_t group, const Handle& state, const StateLayout& layout) {
    const auto& fixed = layout.fixed;
    if (fixed.at.empty()) return;
    std::vector<std::int32_t> kinds(layout.whole_size(), varying);
    std::vector<float> values(kinds.size(), std::numeric_limits<float>::quiet_NaN());
    for (std::size_t i = 0; i < fixed.at.size(); ++i) {
        const auto at = static_cast<std::size_t>(fixed.at[i]);
        kinds[at] = std::isnan(fixed.value[i]) ? missing : constant;
        values[at] = fixed.value[i];
    }
    const Handle kind = create_variable(group, fixed_name, H5T_NATIVE_INT32, {&state});
    write_block(kind, H5T_NATIVE_INT32, kinds.data());
    describe(kind, "whether an element of a state is learned: flags", "1");
    write_attribute(kind.id(), "flag_values",
                    std::vector<std::int64_t>{varying, constant, missing});
    write_attribute(kind.id(), "flag_meanings", std::string("varying constant missing"));
    const Handle value = create_variable(group, fixed_value_name, H5T_NATIVE_FLOAT, {&state});
    write_block(value, H5T_NATIVE_FLOAT, values.data());
    describe(value, "value of a constant element", units_of_states(layout));
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

std::string coordinate_names(const StateLayout& coordinates) {
    return coordinates.axis_names() + " component";
}

std::string units_of_states(const StateLayout& coordinates) {
    const auto& all = coordinates.components;
    const bool same = std::all_of(all.begin(), all.end(), [&](const StateComponent& one) {
        return one.units == all.front().units;
    });
    return same ? all.front().units : coordinates.component_units();
}

Axes write_header(hid_t file, const RunHeader& header) {
    write_attribute(file, "system", header.system);
    write_attribute(file, "dt", header.dt);
    write_attribute(file, "steps", header.steps);
    write_attribute(file, "deck", header.deck);
    write_attribute(file, "seed", header.seed);
    if (header.source != 0) write_attribute(file, source_item, header.source);
    if (!header.delays.empty()) {
        write_attribute(file, "delays", fmt::format("{}", fmt::join(header.delays, " ")));
    }
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
    if (has_attribute(file, source_item)) header.source = read_integer(file, source_item);
    if (has_attribute(file, "delays")) header.delays = read_steps(read_text(file, "delays"));
    if (has_attribute(file, "parameters")) {
        header.parameter_names = words(read_text(file, "parameters"));
    }
    return header;
}

}  // namespace lhits::hdf5
