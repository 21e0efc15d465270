#include "lhits/io/xdmf.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <optional>

namespace lhits {
namespace {

constexpr std::size_t most_grids = 512;

using Numbers = std::vector<std::int64_t>;

Numbers reversed(const Numbers& numbers) { return {numbers.rbegin(), numbers.rend()}; }

/// Elements start, start + stride, ... of a state.
struct Component {
    std::string name, units;
    std::int64_t start = 0;
    std::int64_t stride = 1;
    std::int64_t count = 0;
};

/// Points along each axis, the first fastest, at least two axes; the same for every component.
struct Grid {
    Numbers points;
    std::vector<Component> components;

    /// "2 3": the slowest first.
    std::string dimensions() const { return fmt::format("{}", fmt::join(reversed(points), " ")); }
};

/// The elements of component number `which` where they are evenly spaced in the state.
std::optional<Component> component_of(const std::vector<std::int32_t>& owner, std::int32_t which,
                                      Component result) {
    std::int64_t last = 0;
    for (std::size_t i = 0; i < owner.size(); ++i) {
        if (owner[i] != which) continue;
        const auto element = static_cast<std::int64_t>(i);
        if (result.count == 0) result.start = element;
        if (result.count == 1) result.stride = element - result.start;
        if (result.count > 1 && element - last != result.stride) return {};
        last = element;
        ++result.count;
    }
    return result;
}

std::optional<Grid> grid_of(const StateLayout& coordinates) {
    Grid grid{rectilinear_grid(coordinates), {}};
    if (grid.points.empty() || grid.points.size() > 3) return {};
    if (grid.points.size() == 1) grid.points.push_back(1);
    std::int32_t which = 0;
    for (const auto& [name, units] : coordinates.components) {
        auto component = component_of(coordinates.component, which++, {name, units});
        if (!component) return {};
        if (component->count > 0) grid.components.push_back(*std::move(component));
    }
    return grid;
}

std::string escaped(const std::string& text) {
    std::string result;
    for (const char c : text) {
        switch (c) {
            case '&': result += "&amp;"; break;
            case '<': result += "&lt;"; break;
            case '>': result += "&gt;"; break;
            case '"': result += "&quot;"; break;
            default: result += c;
        }
    }
    return result;
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

std::string geometry(const Grid& grid, const std::string& places, const StateLayout& coordinates) {
    const Component& first = grid.components.front();
    const auto size = static_cast<std::int64_t>(coordinates.size());
    std::string axes;
    std::int64_t stride = first.stride;
    for (std::size_t a = 0; a < grid.points.size(); ++a) {
        if (a < coordinates.axes.size()) {
            axes += hyperslab(places + "/" + coordinates.axes[a].name, 8, {size}, {first.start},
                              stride, grid.points[a], std::to_string(grid.points[a]));
            stride *= grid.points[a];
        } else {
            axes += "<DataItem Format=\"XML\" Dimensions=\"1\">0</DataItem>";
        }
        if (a == 0) axes += "\n";
    }
    return fmt::format(
        "<Topology TopologyType=\"{}DRectMesh\" Dimensions=\"{}\"/>\n"
        "<Geometry GeometryType=\"{}\">{}{}</Geometry>\n",
        grid.points.size(), grid.dimensions(), grid.points.size() == 2 ? "VXVY" : "VXVYVZ", axes,
        information("units", coordinates.axes.front().units));
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
                                 component.count, grid.dimensions()),
                       information("units", component.units));
    }
}

void add_series(std::string& text, const Grid& grid, const StateLayout& coordinates,
                const XdmfSeries& series, std::size_t every) {
    fmt::format_to(std::back_inserter(text),
                   "<Grid Name=\"{}\" GridType=\"Collection\" CollectionType=\"Temporal\">\n{}\n",
                   escaped(series.name), information("time units", coordinates.time_units));
    const auto places = geometry(grid, series.places, coordinates);
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

std::string xdmf_text(const StateLayout& coordinates, const std::vector<XdmfSeries>& series) {
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
