#include "lhits/io/xdmf.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <optional>

#include "lhits/base/words.hpp"

namespace lhits {
namespace {

constexpr std::size_t most_grids = 512;

using Numbers = std::vector<std::int64_t>;

/// Elements start, start + stride, ... of a state.
struct Component {
    std::string name;
    std::int64_t start = 0;
    std::int64_t stride = 1;
    std::int64_t count = 0;
};

/// nx points along x for each of ny along y, x fastest; the same for every component.
struct Grid {
    std::int64_t nx = 0;
    std::int64_t ny = 1;
    std::vector<Component> components;
};

/// The elements of component number `which` where they are evenly spaced in the state.
std::optional<Component> component_of(const std::vector<std::int32_t>& owner, std::int32_t which,
                                      std::string name) {
    Component made{std::move(name)};
    std::int64_t last = 0;
    for (std::size_t i = 0; i < owner.size(); ++i) {
        if (owner[i] != which) continue;
        const auto element = static_cast<std::int64_t>(i);
        if (made.count == 0) made.start = element;
        if (made.count == 1) made.stride = element - made.start;
        if (made.count > 1 && element - last != made.stride) return {};
        last = element;
        ++made.count;
    }
    return made;
}

/// Whether the places of `component` are nx by ny along x and y.
bool lies_on(const Grid& grid, const Component& component, const StateCoordinates& coordinates) {
    const auto at = [](const std::vector<double>& places, const Component& of, std::int64_t point) {
        return places[static_cast<std::size_t>(of.start + point * of.stride)];
    };
    const Component& first = grid.components.front();
    if (component.count != grid.nx * grid.ny) return false;
    for (std::int64_t point = 0; point < component.count; ++point) {
        const auto column = point % grid.nx;
        if (at(coordinates.x, component, point) != at(coordinates.x, first, column)) return false;
        if (coordinates.y.empty()) continue;
        if (at(coordinates.y, component, point) != at(coordinates.y, first, point - column)) {
            return false;
        }
    }
    return true;
}

std::optional<Grid> grid_of(const StateCoordinates& coordinates) {
    Grid grid;
    std::int32_t which = 0;
    for (const auto& name : words(coordinates.component_names)) {
        auto component = component_of(coordinates.component, which++, name);
        if (!component) return {};
        if (component->count > 0) grid.components.push_back(*std::move(component));
    }
    if (grid.components.empty()) return {};
    const Component& first = grid.components.front();
    grid.nx = first.count;
    if (const auto& y = coordinates.y; !y.empty()) {
        grid.nx = 1;
        while (grid.nx < first.count &&
               y[static_cast<std::size_t>(first.start + grid.nx * first.stride)] ==
                   y[static_cast<std::size_t>(first.start)]) {
            ++grid.nx;
        }
        grid.ny = first.count / grid.nx;
    }
    for (const auto& component : grid.components) {
        if (!lies_on(grid, component, coordinates)) return {};
    }
    return grid;
}

std::string escaped(const std::string& text) {
    std::string made;
    for (const char c : text) {
        switch (c) {
            case '&': made += "&amp;"; break;
            case '<': made += "&lt;"; break;
            case '>': made += "&gt;"; break;
            case '"': made += "&quot;"; break;
            default: made += c;
        }
    }
    return made;
}

std::string information(const char* name, const std::string& value) {
    return fmt::format("<Information Name=\"{}\" Value=\"{}\"/>", name, escaped(value));
}

/// A part of a dataset in which only the last dimension has more than one entry.
std::string hyperslab(const std::string& dataset, int precision, const Numbers& shape,
                      const Numbers& start, std::int64_t stride, std::int64_t count,
                      const std::string& dimensions) {
    Numbers strides(shape.size(), 1);
    Numbers counts(shape.size(), 1);
    strides.back() = stride;
    counts.back() = count;
    return fmt::format(
        "<DataItem ItemType=\"HyperSlab\" Dimensions=\"{}\">"
        "<DataItem Format=\"XML\" Dimensions=\"3 {}\">{} {} {}</DataItem>"
        "<DataItem Format=\"HDF\" NumberType=\"Float\" Precision=\"{}\" Dimensions=\"{}\">{}"
        "</DataItem></DataItem>",
        dimensions, shape.size(), fmt::join(start, " "), fmt::join(strides, " "),
        fmt::join(counts, " "), precision, fmt::join(shape, " "), escaped(dataset));
}

std::string geometry(const Grid& grid, const std::string& places, const std::string& units,
                     std::int64_t state_size, bool plane) {
    const Component& first = grid.components.front();
    const auto along = [&](const char* axis, std::int64_t stride, std::int64_t count) {
        return hyperslab(places + axis, 8, {state_size}, {first.start}, stride, count,
                         std::to_string(count));
    };
    return fmt::format(
        "<Topology TopologyType=\"2DRectMesh\" Dimensions=\"{} {}\"/>\n"
        "<Geometry GeometryType=\"VXVY\">{}\n{}{}</Geometry>\n",
        grid.ny, grid.nx, along("/x", first.stride, grid.nx),
        plane ? along("/y", first.stride * grid.nx, grid.ny)
              : "<DataItem Format=\"XML\" Dimensions=\"1\">0</DataItem>",
        information("units", units));
}

void add_states(std::string& text, const Grid& grid, const XdmfStates& states, std::size_t time) {
    for (const auto& component : grid.components) {
        Numbers start = states.first;
        start.push_back(static_cast<std::int64_t>(time));
        start.push_back(component.start);
        fmt::format_to(std::back_inserter(text),
                       "<Attribute Name=\"{}{}{}\" AttributeType=\"Scalar\" Center=\"Node\">"
                       "{}{}</Attribute>\n",
                       escaped(component.name), states.label.empty() ? "" : " ",
                       escaped(states.label),
                       hyperslab(states.dataset, 4, states.shape, start, component.stride,
                                 component.count, fmt::format("{} {}", grid.ny, grid.nx)),
                       information("units", states.units));
    }
}

void add_series(std::string& text, const Grid& grid, const StateCoordinates& coordinates,
                const XdmfSeries& series, std::size_t every) {
    fmt::format_to(std::back_inserter(text),
                   "<Grid Name=\"{}\" GridType=\"Collection\" CollectionType=\"Temporal\">\n{}\n",
                   escaped(series.name), information("time units", coordinates.time_units));
    const auto places =
        geometry(grid, series.places, coordinates.x_units,
                 static_cast<std::int64_t>(coordinates.x.size()), !coordinates.y.empty());
    for (std::size_t time = 0; time < series.times.size(); time += every) {
        fmt::format_to(std::back_inserter(text),
                       "<Grid Name=\"{}\" GridType=\"Uniform\"><Time Value=\"{}\"/>\n{}", time,
                       series.times[time], places);
        for (const auto& states : series.states) add_states(text, grid, states, time);
        text += "</Grid>\n";
    }
    text += "</Grid>\n";
}

}  // namespace

std::string xdmf_text(const StateCoordinates& coordinates, const std::vector<XdmfSeries>& series) {
    const auto grid = grid_of(coordinates);
    if (!grid) return {};
    std::size_t all = 0;
    for (const auto& one : series) all += one.times.size();
    const std::size_t every = std::max<std::size_t>(1, (all + most_grids - 1) / most_grids);
    std::string text = "<?xml version=\"1.0\"?>\n<Xdmf Version=\"2.0\">\n<Domain>\n";
    for (const auto& one : series) add_series(text, *grid, coordinates, one, every);
    return text + "</Domain>\n</Xdmf>\n";
}

std::string xdmf_path(const std::string& hdf5_path) {
    return std::filesystem::path(hdf5_path).replace_extension(".xmf").string();
}

}  // namespace lhits
