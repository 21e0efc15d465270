#include "lhits/base/state_layout.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <sstream>
#include <utility>

#include "lhits/base/error.hpp"
#include "lhits/base/whole_state.hpp"
#include "lhits/base/words.hpp"

namespace lhits {
namespace {

template <class Named>
std::vector<std::string> names_of(const std::vector<Named>& all) {
    std::vector<std::string> names;
    names.reserve(all.size());
    for (const auto& one : all) names.push_back(one.name);
    return names;
}

/// Whether the points `a` and `b` differ along no axis from `first` on.
bool alike_from(const StateLayout& layout, std::size_t first, std::size_t a, std::size_t b) {
    return std::all_of(layout.axes.begin() + static_cast<std::ptrdiff_t>(first), layout.axes.end(),
                       [&](const StateAxis& axis) { return axis.places[a] == axis.places[b]; });
}

}  // namespace

std::string StateLayout::component_names() const {
    return fmt::format("{}", fmt::join(names_of(components), " "));
}

std::string StateLayout::component_units() const {
    std::vector<std::string> units;
    for (const auto& one : components) units.push_back(one.units);
    return fmt::format("{}", fmt::join(units, ", "));
}

std::string StateLayout::axis_names() const {
    return fmt::format("{}", fmt::join(names_of(axes), " "));
}

std::vector<StateComponent> components_of(const std::string& names, const std::string& units) {
    std::vector<StateComponent> components;
    for (auto& name : words(names)) components.push_back({std::move(name)});
    if (units.empty()) return components;
    std::vector<std::string> found;
    std::istringstream stream(units);
    for (std::string one; std::getline(stream, one, ',');) {
        const auto first = one.find_first_not_of(' ');
        found.push_back(first == std::string::npos ? "1" : one.substr(first));
    }
    if (found.size() != components.size()) {
        throw InputError(
            fmt::format("expected units of the components {}, found {}", names, units));
    }
    for (std::size_t i = 0; i < found.size(); ++i) components[i].units = std::move(found[i]);
    return components;
}

StateLayout grid_layout(const std::vector<StateAxis>& along, std::vector<StateComponent> components,
                        std::string time_units) {
    StateLayout layout{{}, {}, std::move(components), std::move(time_units), {}};
    std::size_t points = 1;
    for (const auto& axis : along) {
        layout.axes.push_back({axis.name, axis.units, {}});
        layout.grid.push_back(static_cast<std::int64_t>(axis.places.size()));
        points *= axis.places.size();
    }
    for (std::size_t c = 0; c < layout.components.size(); ++c) {
        layout.component.insert(layout.component.end(), points, static_cast<std::int32_t>(c));
        for (std::size_t point = 0; point < points; ++point) {
            std::size_t rest = point;
            for (std::size_t a = 0; a < along.size(); ++a) {
                const auto& places = along[a].places;
                layout.axes[a].places.push_back(places[rest % places.size()]);
                rest /= places.size();
            }
        }
    }
    return layout;
}

std::vector<std::vector<std::size_t>> elements_of_components(const StateLayout& layout) {
    const auto whole = [&](const StateAxis& axis) { return axis.places.size() == layout.size(); };
    std::vector<std::vector<std::size_t>> elements(layout.components.size());
    const auto known = [&](std::int32_t c) {
        return c >= 0 && static_cast<std::size_t>(c) < elements.size();
    };
    if (layout.size() == 0 || layout.axes.empty() ||
        !std::all_of(layout.axes.begin(), layout.axes.end(), whole) ||
        !std::all_of(layout.component.begin(), layout.component.end(), known)) {
        throw InputError(
            "expected a component and a place along each axis for every element of a state, found "
            "others");
    }
    for (std::size_t i = 0; i < layout.size(); ++i) {
        elements[static_cast<std::size_t>(layout.component[i])].push_back(i);
    }
    return elements;
}

std::vector<std::int64_t> rectilinear_grid(const StateLayout& layout) {
    auto elements = elements_of_components(layout);
    std::erase_if(elements, [](const auto& own) { return own.empty(); });
    const auto& first = elements.front();
    std::vector<std::int64_t> grid;
    std::size_t step = 1;  // between points that are next to each other along an axis
    for (std::size_t a = 0; a < layout.axes.size(); ++a) {
        std::size_t count = 1;
        while (count * step < first.size() &&
               alike_from(layout, a + 1, first[0], first[count * step])) {
            ++count;
        }
        for (const auto& own : elements) {
            if (own.size() != first.size()) return {};
            for (std::size_t point = 0; point < own.size(); ++point) {
                const auto& places = layout.axes[a].places;
                if (places[own[point]] != places[first[point / step % count * step]]) return {};
            }
        }
        grid.push_back(static_cast<std::int64_t>(count));
        step *= count;
    }
    return step == first.size() ? grid : std::vector<std::int64_t>{};
}

StateLayout part_of(const StateLayout& layout, std::span<const std::int64_t> elements) {
    const auto whole = whole_layout(layout);
    const auto& fixed = layout.fixed;
    StateLayout part{{}, {}, whole.components, whole.time_units, {}};
    std::vector<std::int64_t> at;  // of fixed elements, in the part
    std::vector<float> value;
    for (const auto& axis : whole.axes) part.axes.push_back({axis.name, axis.units, {}});
    for (const auto element : elements) {
        const auto i = static_cast<std::size_t>(element);
        const auto found = std::lower_bound(fixed.at.begin(), fixed.at.end(), element);
        if (found != fixed.at.end() && *found == element) {
            at.push_back(static_cast<std::int64_t>(part.component.size()));
            value.push_back(fixed.value[static_cast<std::size_t>(found - fixed.at.begin())]);
        }
        part.component.push_back(whole.component.at(i));
        for (std::size_t a = 0; a < whole.axes.size(); ++a) {
            part.axes[a].places.push_back(whole.axes[a].places.at(i));
        }
    }
    part.grid = rectilinear_grid(part);
    return with_fixed(part, at, value);
}

std::size_t FixedElements::missing() const {
    return static_cast<std::size_t>(
        std::count_if(value.begin(), value.end(), [](float one) { return std::isnan(one); }));
}

bool FixedElements::operator==(const FixedElements& other) const {
    const auto same = [](float a, float b) { return a == b || (std::isnan(a) && std::isnan(b)); };
    return at == other.at && component == other.component && places == other.places &&
           grid == other.grid &&
           std::equal(value.begin(), value.end(), other.value.begin(), other.value.end(), same);
}

}  // namespace lhits
