// Where the elements of states in a file of arrays lie.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

#include "array_contents.hpp"
#include "array_source.hpp"
#include "lhits/base/error.hpp"
#include "lhits/base/in_quotes.hpp"
#include "lhits/base/words.hpp"

namespace lhits {
namespace {

class LayoutFinder {
public:
    explicit LayoutFinder(const ArrayContents& contents) : contents_(contents) {}

    StateLayout find() {
        std::vector<StateComponent> components;
        for (std::size_t c = 0; c < contents_.roles.components.size(); ++c) {
            const auto v =
                contents_.roles.variables[std::min(c, contents_.roles.variables.size() - 1)];
            const auto& name = contents_.roles.components[c];
            components.push_back(
                {name, units_of(contents_.options, name, contents_.file->variables()[v].units)});
        }
        for (const auto& name : contents_.options.grid) variable_of_grid(name);
        points_ = 1;
        for (const auto d : contents_.roles.space)
            points_ *= static_cast<std::size_t>(contents_.roles.shape[d]);
        const auto places = scattered_places();
        if (!places.empty()) {
            return scattered_layout(places, std::move(components));
        }
        std::vector<StateAxis> along;
        for (const auto d : axes()) along.push_back(axis_of(d, along.size()));
        if (along.empty()) along.push_back({"x", "1", {0.0}});
        return grid_layout(along, std::move(components));
    }

private:
    std::size_t variable_of_grid(const std::string& name) const {
        const auto found = find_near(contents_.file->variables(), name, contents_.first().name);
        if (found) return *found;
        throw InputError(fmt::format(
            "expected a variable {} with places of the points, found none (the file holds {}); "
            "correct --grid",
            in_quotes(name), contents_of(contents_.file->variables())));
    }

    /// Space in C order: the last dimension is the first axis.
    std::vector<std::size_t> axes() const {
        return {contents_.roles.space.rbegin(), contents_.roles.space.rend()};
    }

    /// Variables with the place of every point: where there are several over all dimensions of
    /// space, or one dimension with several places.
    std::vector<std::size_t> scattered_places() const {
        auto names = contents_.options.grid;
        if (names.empty()) {
            names = words(contents_.first().coordinates);
            const auto unknown = [&](const std::string& name) {
                const auto v = find_near(contents_.file->variables(), name, contents_.first().name);
                return !v || contents_.file->variables()[*v].shape != shape_of_space();
            };
            std::erase_if(names, unknown);
            if (names.size() < contents_.roles.space.size()) return {};
            if (contents_.roles.space.size() == 1 && find_places(contents_.roles.space.front(), 0))
                return {};
        }
        if (names.empty() || (contents_.roles.space.size() == 1 && names.size() == 1)) return {};
        std::vector<std::size_t> found;
        for (const auto& name : names) {
            const auto v = variable_of_grid(name);
            if (contents_.file->variables()[v].shape == shape_of_space()) found.push_back(v);
        }
        if (found.empty() || contents_.roles.space.empty()) return {};
        if (found.size() == names.size()) return found;
        throw InputError(
            fmt::format("expected --grid to name variables that are all over ({}), or one along "
                        "each dimension, "
                        "found {}; correct --grid",
                        fmt::join(shape_of_space(), ", "), fmt::join(names, ", ")));
    }

    Indices shape_of_space() const {
        Indices shape;
        for (const auto d : contents_.roles.space) shape.push_back(contents_.roles.shape[d]);
        return shape;
    }

    StateLayout scattered_layout(const std::vector<std::size_t>& variables,
                                 std::vector<StateComponent> components) const {
        StateLayout layout{{}, {}, std::move(components), "1", {}};
        for (const auto v : variables) {
            const auto& own = contents_.file->variables()[v];
            const auto name = last_part(own.name);
            const auto values = contents_.values_of(v);
            StateAxis axis{name, units_of(contents_.options, name, own.units), {}};
            for (std::size_t c = 0; c < layout.components.size(); ++c) {
                axis.places.insert(axis.places.end(), values.begin(), values.end());
            }
            layout.axes.push_back(std::move(axis));
        }
        for (std::size_t c = 0; c < layout.components.size(); ++c) {
            layout.component.insert(layout.component.end(), points_, static_cast<std::int32_t>(c));
        }
        if (variables.size() == contents_.roles.space.size()) {
            for (const auto d : axes()) layout.grid.push_back(contents_.roles.shape[d]);
        } else {
            layout.grid = rectilinear_grid(layout);
        }
        return layout;
    }

    /// The first vector that the file attaches to a dimension.
    std::optional<std::size_t> attached(std::size_t dimension) const {
        if (contents_.first().scales.empty()) return {};
        const auto& all = contents_.file->variables();
        for (const auto& name : contents_.first().scales[dimension]) {
            const auto v = find_variable(all, name);
            if (v && all[*v].shape == Indices{contents_.roles.shape[dimension]}) return v;
        }
        return {};
    }

    /// The variable with the places along a dimension, by the dimension that it is said to be of.
    std::optional<std::size_t> find_along(std::size_t dimension) const {
        const auto& variables = contents_.file->variables();
        for (std::size_t v = 0; v < variables.size(); ++v) {
            const bool fits = variables[v].shape == Indices{contents_.roles.shape[dimension]};
            if (fits && variables[v].along == contents_.roles.dimensions[dimension]) return v;
        }
        return {};
    }

    /// The variable with the places along a dimension.
    std::optional<std::size_t> find_places(std::size_t dimension, std::size_t axis) const {
        const auto& name = contents_.roles.dimensions[dimension];
        std::optional<std::size_t> found;
        const bool own_name =
            std::any_of(contents_.options.grid.begin(), contents_.options.grid.end(),
                        [&](const std::string& given) { return last_part(given) == name; });
        if (!own_name && axis < contents_.options.grid.size())
            found = variable_of_grid(contents_.options.grid[axis]);
        if (!found) found = attached(dimension);
        if (!found) found = find_along(dimension);
        if (!found) found = find_near(contents_.file->variables(), name, contents_.first().name);
        if (!found) return {};
        const auto& own = contents_.file->variables()[*found];
        if (own.shape == Indices{contents_.roles.shape[dimension]}) return found;
        if (contents_.roles.group &&
            own.shape == Indices{contents_.length_of(contents_.roles.group),
                                 contents_.roles.shape[dimension]}) {
            throw InputError(fmt::format(
                "expected {} to be the same in all groups, found other places in some; import "
                "groups of other places one by one, each by its whole name",
                own.name));
        }
        if (contents_.options.grid.empty()) return {};
        throw InputError(
            fmt::format("expected {} to have the {} places along {}, found the shape "
                        "({}); name the places along each axis, the fastest first, with "
                        "--grid x,y",
                        in_quotes(own.name), contents_.roles.shape[dimension], name,
                        fmt::join(own.shape, ", ")));
    }

    StateAxis axis_of(std::size_t dimension, std::size_t number) const {
        const auto& name = contents_.roles.dimensions[dimension];
        const auto found = find_places(dimension, number);
        if (found && !contents_.options.spacing.contains(name)) {
            return {name,
                    units_of(contents_.options, name, contents_.file->variables()[*found].units),
                    contents_.values_of(*found)};
        }
        return {name, units_of(contents_.options, name, ""),
                numbered_places(contents_.options, name, contents_.roles.shape[dimension])};
    }

    const ArrayContents& contents_;
    std::size_t points_ = 1;
};

}  // namespace

StateLayout find_layout(const ArrayContents& contents) { return LayoutFinder(contents).find(); }

}  // namespace lhits
