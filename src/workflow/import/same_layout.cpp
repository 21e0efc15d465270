#include "same_layout.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "lhits/base/error.hpp"

namespace lhits {
namespace {

/// Of the points along an axis, on average.
double spacing(const StateLayout& layout, std::size_t axis) {
    const auto& places = layout.axes[axis].places;
    const auto [low, high] = std::minmax_element(places.begin(), places.end());
    const auto points = layout.grid.empty() ? places.size() / layout.components.size()
                                            : static_cast<std::size_t>(layout.grid[axis]);
    return (*high - *low) / static_cast<double>(std::max<std::size_t>(points, 2) - 1);
}

}  // namespace

void refuse_other(const std::string& path, const std::string& first, const std::string& what,
                  const std::string& expected, const std::string& found) {
    throw InputError(
        fmt::format("{}: expected {} {}, as {} has, found {}; import files that differ "
                    "one by one",
                    path, what, expected, first, found));
}

void require_same_layout(const std::string& path, const StateLayout& own,
                         const std::string& first_path, const StateLayout& first) {
    const auto refuse = [&](const std::string& what, const std::string& expected,
                            const std::string& found) {
        refuse_other(path, first_path, what, expected, found);
    };
    const auto described = [](const StateLayout& layout) {
        return fmt::format("{} (in {})", layout.component_names(), layout.component_units());
    };
    if (own.components != first.components) {
        refuse("the components", described(first), described(own));
    }
    if (own.axis_names() != first.axis_names()) {
        refuse("the axes", first.axis_names(), own.axis_names());
    }
    if (own.size() != first.size()) {
        refuse("states of", fmt::format("{} values", first.size()), fmt::format("{}", own.size()));
    }
    if (own.time_units != first.time_units) {
        refuse("times in", first.time_units, own.time_units);
    }
    for (std::size_t a = 0; a < own.axes.size(); ++a) {
        const auto& [name, units, places] = first.axes[a];
        if (own.axes[a].units != units) refuse(name + " in", units, own.axes[a].units);
        if (own.axes[a].places == places) continue;
        const double tolerance = 1e-3 * spacing(first, a);
        for (std::size_t i = 0; i < places.size(); ++i) {
            const double found = own.axes[a].places[i];
            if (std::abs(found - places[i]) <= tolerance) continue;
            refuse("the grid", fmt::format("with {} = {:.15g} at element {}", name, places[i], i),
                   fmt::format("{:.15g}", found));
        }
    }
}

}  // namespace lhits
