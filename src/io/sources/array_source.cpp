#include "array_source.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <limits>
#include <utility>

#include "array_roles.hpp"
#include "component_arrays.hpp"
#include "complex_parts.hpp"
#include "named_arrays.hpp"
#include "lhits/base/error.hpp"
#include "lhits/base/shown.hpp"
#include "lhits/base/words.hpp"
#include "lhits/io/reserved_names.hpp"

namespace lhits {
namespace {

std::string last_part(const std::string& path) { return path.substr(path.rfind('/') + 1); }

class ArraySource final : public DataSource {
public:
    ArraySource(std::unique_ptr<ArrayFile> file, const SourceOptions& options)
        : file_(std::move(file)),
          options_(options),
          roles_(roles_of(file_->variables(), options, file_->left_out())) {
        in_group_ = length_of(roles_.trajectory);
        shape_.trajectories = length_of(roles_.group) * in_group_;
        shape_.times = length_of(roles_.time);
        shape_.notes = file_->notes();
        for (const auto v : roles_.variables) require_usable(v);
        find_layout();
        read_times();
        read_parameters();
        require_names(options_, shape_.layout);
        for (auto& said : rename_reserved_axes(shape_.layout)) {
            shape_.notes.push_back(std::move(said));
        }
        if (!first().guess.empty()) shape_.notes.push_back(first().guess);
        for (std::size_t c = 0; c < roles_.variables.size(); ++c) {
            const auto& own = file_->variables()[roles_.variables[c]];
            if (own.whole_numbers) shape_.integers.push_back(roles_.components[c]);
            shape_.rounded = shape_.rounded || !own.fits_float;
        }
        list_left_out();
    }

    const SourceShape& shape() const override { return shape_; }
    bool seeks() const override { return file_->seeks(); }

    void read(std::int64_t trajectory, std::int64_t first, std::int64_t count,
              std::span<double> out) override {
        Indices start(roles_.shape.size(), 0), block = roles_.shape;
        const auto choose = [&](const std::optional<std::size_t>& dimension, std::int64_t from,
                                std::int64_t some) {
            if (!dimension) return;
            start[*dimension] = from;
            block[*dimension] = some;
        };
        choose(roles_.group, trajectory / in_group_, 1);
        choose(roles_.trajectory, trajectory % in_group_, 1);
        choose(roles_.time, first, count);
        buffer_.resize(static_cast<std::size_t>(product(block)));
        for (std::size_t c = 0; c < roles_.variables.size(); ++c) {
            file_->read(roles_.variables[c], start, block, buffer_);
            copy(block, c, out);
        }
    }

private:
    /// From the order of the file to (time, component, space).
    void copy(const Indices& block, std::size_t component, std::span<double> out) const {
        std::vector<std::size_t> strides(block.size(), 1);  // in the buffer
        for (std::size_t d = block.size(); d-- > 1;) {
            strides[d - 1] = strides[d] * static_cast<std::size_t>(block[d]);
        }
        std::vector<std::size_t> order;  // slowest first
        if (roles_.time) order.push_back(*roles_.time);
        if (roles_.component) order.push_back(*roles_.component);
        order.insert(order.end(), roles_.space.begin(), roles_.space.end());
        const auto points = points_;
        const std::size_t n = shape_.layout.size();
        const std::size_t each = roles_.component ? n : points;  // of a time, in the buffer
        Indices at(order.size(), 0);
        std::size_t from = 0;
        for (std::size_t i = 0; i < buffer_.size(); ++i) {
            out[i / each * n + component * points + i % each] = buffer_[from];
            for (std::size_t d = order.size(); d-- > 0;) {
                from += strides[order[d]];
                if (++at[d] < block[order[d]]) break;
                from -= strides[order[d]] * static_cast<std::size_t>(at[d]);
                at[d] = 0;
            }
        }
    }

    std::int64_t length_of(const std::optional<std::size_t>& dimension) const {
        return dimension ? roles_.shape[*dimension] : 1;
    }

    void require_usable(std::size_t variable) const {
        const auto& own = file_->variables()[variable];
        if (own.unusable.empty()) return;
        throw InputError(fmt::format("{}: {}", own.name, own.unusable));
    }

    std::vector<double> values_of(std::size_t variable) const {
        require_usable(variable);
        used_.insert(variable);
        const auto& shape = file_->variables()[variable].shape;
        std::vector<double> values(static_cast<std::size_t>(product(shape)));
        if (!values.empty()) file_->read(variable, Indices(shape.size(), 0), shape, values);
        return values;
    }

    std::size_t variable_of_grid(const std::string& name) const {
        const auto found = find_near(file_->variables(), name, first().name);
        if (found) return *found;
        throw InputError(fmt::format(
            "expected a variable {} with places of the points, found none (the file holds {}); "
            "correct --grid",
            shown(name), contents_of(file_->variables())));
    }

    /// Space in C order: the last dimension is the first axis.
    std::vector<std::size_t> axes() const { return {roles_.space.rbegin(), roles_.space.rend()}; }

    void find_layout() {
        std::vector<StateComponent> components;
        for (std::size_t c = 0; c < roles_.components.size(); ++c) {
            const auto v = roles_.variables[std::min(c, roles_.variables.size() - 1)];
            const auto& name = roles_.components[c];
            components.push_back({name, units_of(options_, name, file_->variables()[v].units)});
        }
        for (const auto& name : options_.grid) variable_of_grid(name);
        points_ = 1;
        for (const auto d : roles_.space) points_ *= static_cast<std::size_t>(roles_.shape[d]);
        const auto places = scattered_places();
        if (!places.empty()) {
            shape_.layout = scattered_layout(places, std::move(components));
            return;
        }
        std::vector<StateAxis> along;
        for (const auto d : axes()) along.push_back(axis_of(d, along.size()));
        if (along.empty()) along.push_back({"x", "1", {0.0}});
        shape_.layout = grid_layout(along, std::move(components));
    }

    /// Variables with the place of every point: where there are several over all dimensions of
    /// space, or one dimension with several places.
    std::vector<std::size_t> scattered_places() const {
        auto names = options_.grid;
        if (names.empty()) {
            names = words(first().coordinates);
            const auto unknown = [&](const std::string& name) {
                const auto v = find_near(file_->variables(), name, first().name);
                return !v || file_->variables()[*v].shape != shape_of_space();
            };
            std::erase_if(names, unknown);
            if (names.size() < roles_.space.size()) return {};
            if (roles_.space.size() == 1 && find_places(roles_.space.front(), 0)) return {};
        }
        if (names.empty() || (roles_.space.size() == 1 && names.size() == 1)) return {};
        std::vector<std::size_t> found;
        for (const auto& name : names) {
            const auto v = variable_of_grid(name);
            if (file_->variables()[v].shape == shape_of_space()) found.push_back(v);
        }
        if (found.empty() || roles_.space.empty()) return {};
        if (found.size() == names.size()) return found;
        throw InputError(
            fmt::format("expected --grid to name variables that are all over ({}), or one along "
                        "each dimension, "
                        "found {}; correct --grid",
                        fmt::join(shape_of_space(), ", "), fmt::join(names, ", ")));
    }

    Indices shape_of_space() const {
        Indices shape;
        for (const auto d : roles_.space) shape.push_back(roles_.shape[d]);
        return shape;
    }

    StateLayout scattered_layout(const std::vector<std::size_t>& variables,
                                 std::vector<StateComponent> components) const {
        StateLayout layout{{}, {}, std::move(components), "1", {}};
        for (const auto v : variables) {
            const auto& own = file_->variables()[v];
            const auto name = last_part(own.name);
            const auto values = values_of(v);
            StateAxis axis{name, units_of(options_, name, own.units), {}};
            for (std::size_t c = 0; c < layout.components.size(); ++c) {
                axis.places.insert(axis.places.end(), values.begin(), values.end());
            }
            layout.axes.push_back(std::move(axis));
        }
        for (std::size_t c = 0; c < layout.components.size(); ++c) {
            layout.component.insert(layout.component.end(), points_, static_cast<std::int32_t>(c));
        }
        if (variables.size() == roles_.space.size()) {
            for (const auto d : axes()) layout.grid.push_back(roles_.shape[d]);
        } else {
            layout.grid = rectilinear_grid(layout);
        }
        return layout;
    }

    const ArrayVariable& first() const { return file_->variables()[roles_.variables.front()]; }

    /// The first vector that the file attaches to a dimension.
    std::optional<std::size_t> attached(std::size_t dimension) const {
        if (first().scales.empty()) return {};
        const auto& all = file_->variables();
        for (const auto& name : first().scales[dimension]) {
            const auto v = find_variable(all, name);
            if (v && all[*v].shape == Indices{roles_.shape[dimension]}) return v;
        }
        return {};
    }

    /// The variable with the places along a dimension, by the dimension that it is said to be of.
    std::optional<std::size_t> find_along(std::size_t dimension) const {
        const auto& variables = file_->variables();
        for (std::size_t v = 0; v < variables.size(); ++v) {
            const bool fits = variables[v].shape == Indices{roles_.shape[dimension]};
            if (fits && variables[v].along == roles_.dimensions[dimension]) return v;
        }
        return {};
    }

    /// The variable with the places along a dimension.
    std::optional<std::size_t> find_places(std::size_t dimension, std::size_t axis) const {
        const auto& name = roles_.dimensions[dimension];
        std::optional<std::size_t> found;
        const bool own_name =
            std::any_of(options_.grid.begin(), options_.grid.end(),
                        [&](const std::string& given) { return last_part(given) == name; });
        if (!own_name && axis < options_.grid.size()) found = variable_of_grid(options_.grid[axis]);
        if (!found) found = attached(dimension);
        if (!found) found = find_along(dimension);
        if (!found) found = find_near(file_->variables(), name, first().name);
        if (!found) return {};
        const auto& own = file_->variables()[*found];
        if (own.shape == Indices{roles_.shape[dimension]}) return found;
        if (roles_.group &&
            own.shape == Indices{length_of(roles_.group), roles_.shape[dimension]}) {
            throw InputError(fmt::format(
                "expected {} to be the same in all groups, found other places in some; import "
                "groups of other places one by one, each by its whole name",
                own.name));
        }
        if (options_.grid.empty()) return {};
        throw InputError(fmt::format(
            "expected {} to have the {} places along {}, found the shape "
            "({}); name the places along each axis, the fastest first, with "
            "--grid x,y",
            shown(own.name), roles_.shape[dimension], name, fmt::join(own.shape, ", ")));
    }

    StateAxis axis_of(std::size_t dimension, std::size_t number) const {
        const auto& name = roles_.dimensions[dimension];
        const auto found = find_places(dimension, number);
        if (found && !options_.spacing.contains(name)) {
            return {name, units_of(options_, name, file_->variables()[*found].units),
                    values_of(*found)};
        }
        return {name, units_of(options_, name, ""),
                numbered_places(options_, name, roles_.shape[dimension])};
    }

    void read_times() {
        std::string units;
        if (roles_.time_variable) {
            units = file_->variables()[*roles_.time_variable].units;
            shape_.at = values_of(*roles_.time_variable);
            take_first_times(file_->variables()[*roles_.time_variable].name);
        }
        shape_.time_rounding = rounding_of_times();
        units = units.substr(0, units.find(" since "));
        const auto& given = options_.time_units;
        if (!given.empty() && !units.empty() && given != units) {
            shape_.notes.push_back(
                fmt::format("times in {} as --time-units says, and not in {}", given, units));
        }
        if (!given.empty()) units = given;
        shape_.layout.time_units = units.empty() ? "1" : units;
        if (!options_.time.empty()) note_other_times();
    }

    /// --time wins over the variable with the name of the dimension.
    void note_other_times() {
        if (!roles_.time_variable || !roles_.time) return;
        const auto other = find_variable(file_->variables(), roles_.dimensions[*roles_.time]);
        if (!other || other == roles_.time_variable) return;
        const auto values = values_of(*other);
        if (values.size() != shape_.at.size() || values.empty()) return;
        const auto described = [&](std::size_t variable, const std::vector<double>& at) {
            return fmt::format("{} ({:.9g} to {:.9g})", file_->variables()[variable].name,
                               at.front(), at.back());
        };
        shape_.notes.push_back(fmt::format("times are those of {} as --time says, and not of {}",
                                           described(*roles_.time_variable, shape_.at),
                                           described(*other, values)));
    }

    /// By the precision that the times are kept in, or were before they got more bits.
    double rounding_of_times() const {
        double largest = 0.0;
        bool fit_float = true;
        for (const double time : shape_.at) {
            largest = std::max(largest, std::abs(time));
            fit_float = fit_float && static_cast<double>(static_cast<float>(time)) == time;
        }
        const bool whole =
            roles_.time_variable && file_->variables()[*roles_.time_variable].whole_numbers;
        if (whole) return 0.0;
        return largest * (fit_float ? std::numeric_limits<float>::epsilon() / 2.0
                                    : std::numeric_limits<double>::epsilon() / 2.0);
    }

    /// Of groups with times of their own, which must be the same but for where they begin.
    void take_first_times(const std::string& name) {
        const auto times = static_cast<std::size_t>(shape_.times);
        auto& at = shape_.at;
        if (at.size() <= times || times < 1) return;
        const double tolerance =
            1e-4 * std::abs(at[times - 1] - at[0]) / static_cast<double>(times);
        for (std::size_t i = times; i < at.size(); ++i) {
            const auto t = i % times;
            const double expected = at[t] - at[0], found = at[i] - at[i - t];
            if (std::abs(found - expected) <= tolerance) continue;
            throw InputError(fmt::format(
                "expected {} to rise in all groups as in the first, by {:.9g} to the time index "
                "{}, found {:.9g} in group {}; import groups that differ one by one, each by its "
                "whole name",
                name, expected, t, found, i / times));
        }
        at.resize(times);
        shape_.notes.push_back(fmt::format(
            "{} begins elsewhere in some groups; all are taken to begin at {:.9g}", name, at[0]));
    }

    void read_parameters() {
        const auto count = options_.parameters.size();
        for (const auto& name : options_.parameters) {
            shape_.parameter_names.push_back(last_part(name));
        }
        const auto trajectories = static_cast<std::size_t>(shape_.trajectories);
        shape_.parameters.resize(trajectories * count);
        for (std::size_t p = 0; p < count; ++p) {
            const auto& name = options_.parameters[p];
            const auto values = values_of_parameter(name);
            for (std::size_t t = 0; t < trajectories; ++t) {
                const double value =
                    values[values.size() == trajectories ? t
                           : values.size() == 1          ? 0
                                                         : t / static_cast<std::size_t>(in_group_)];
                shape_.parameters[t * count + p] = value;
                if (std::isfinite(value)) continue;
                throw InputError(
                    fmt::format("expected finite values of the parameter {}, found {} at "
                                "trajectory {}; correct it, or leave the file out",
                                name, value, t));
            }
        }
    }

    /// One number for each trajectory, or one for all of them.
    std::vector<double> values_of_parameter(const std::string& name) const {
        const auto refuse = [&](const std::string& found) {
            throw InputError(fmt::format(
                "expected the parameter {} as a variable with one number for each of the {} "
                "trajectories or one for all, or such an attribute of the file, found {}; correct "
                "--parameters",
                shown(name), shape_.trajectories, found));
        };
        const auto variable = find_near(file_->variables(), name, first().name);
        auto values = variable ? std::vector<double>{} : file_->attribute(name);
        if (!variable && values.empty()) {
            refuse(fmt::format("none (the file holds {})", contents_of(file_->variables())));
        }
        const auto fits = [&](std::int64_t count) {
            return count == 1 || count == shape_.trajectories || count == length_of(roles_.group);
        };
        if (!variable && !fits(static_cast<std::int64_t>(values.size()))) {
            refuse(fmt::format("an attribute of {} numbers", values.size()));
        }
        if (!variable) return values;
        const auto& own = file_->variables()[*variable];
        if (product(own.shape) != 1 && !is_over_trajectories(own)) {
            refuse(contents_of({own}));
        }
        return values_of(*variable);
    }

    bool is_over_trajectories(const ArrayVariable& variable) const {
        if (!variable.groups.empty()) {
            return variable.shape == Indices{length_of(roles_.group)} ||
                   variable.shape == Indices{length_of(roles_.group), in_group_};
        }
        if (!roles_.trajectory || variable.shape != Indices{in_group_}) return false;
        const auto& states = first().dimensions;
        return states.empty() || variable.dimensions.empty() ||
               variable.dimensions.front() == states[*roles_.trajectory];
    }

    /// What is neither state, nor times, places or parameters; what was asked for by name leaves
    /// nothing out.
    void list_left_out() {
        shape_.left_out = file_->left_out();
        if (!options_.variables.empty()) return;
        used_.insert(roles_.variables.begin(), roles_.variables.end());
        const auto& all = file_->variables();
        for (std::size_t v = 0; v < all.size(); ++v) {
            const bool scale = all[v].dimensions == std::vector{last_part(all[v].name)};
            if (used_.contains(v) || scale) continue;
            shape_.left_out.push_back({all[v].name, why_left_out(all[v])});
        }
    }

    std::string why_left_out(const ArrayVariable& variable) const {
        if (!variable.unusable.empty()) return variable.unusable;
        return fmt::format("({}) does not fit {}", fmt::join(variable.shape, ", "),
                           contents_of({first()}));
    }

    std::unique_ptr<ArrayFile> file_;
    SourceOptions options_;
    ArrayRoles roles_;
    SourceShape shape_;
    std::int64_t in_group_ = 1;  // trajectories
    std::size_t points_ = 1;
    mutable std::set<std::size_t> used_;  // variables
    std::vector<double> buffer_;
};

}  // namespace

std::string units_of(const SourceOptions& options, const std::string& name,
                     const std::string& found) {
    const auto given = options.units.find(name);
    const auto& units = given == options.units.end() ? found : given->second;
    return units.empty() ? "1" : units;
}

std::vector<double> numbered_places(const SourceOptions& options, const std::string& axis,
                                    std::int64_t count) {
    const auto given = options.spacing.find(axis);
    const double spacing = given == options.spacing.end() ? 1.0 : given->second;
    std::vector<double> places;
    for (std::int64_t i = 0; i < count; ++i) places.push_back(static_cast<double>(i) * spacing);
    return places;
}

void require_names(const SourceOptions& options, const StateLayout& layout) {
    std::vector<std::string> axes, all;
    for (const auto& axis : layout.axes) axes.push_back(axis.name);
    for (const auto& component : layout.components) all.push_back(component.name);
    all.insert(all.end(), axes.begin(), axes.end());
    const auto require = [](const std::string& option, const std::string& name,
                            const std::vector<std::string>& known, const std::string& advice) {
        if (std::find(known.begin(), known.end(), name) != known.end()) return;
        throw InputError(fmt::format("{}: expected one of {}, found {}; {}", option,
                                     fmt::join(known, ", "), shown(name), advice));
    };
    for (const auto& [name, units] : options.units) {
        require("--units", name, all,
                "name a component or an axis (--time-units has the units of times)");
    }
    for (const auto& [name, spacing] : options.spacing) {
        require("--spacing", name, axes, "name an axis");
    }
}

void require_exact(std::span<const double> values, const std::string& name) {
    constexpr double most = 9007199254740992.0;  // 2^53
    for (const double value : values) {
        if (!(std::abs(value) > most)) continue;  // or not a number
        throw InputError(
            fmt::format("expected whole numbers up to 2^53 in {}, found {:.0f}, which "
                        "no real number of 64 bits equals",
                        name.empty() ? "the array" : name, value));
    }
}

std::unique_ptr<DataSource> make_array_source(std::unique_ptr<ArrayFile> file,
                                              const std::string& path,
                                              const SourceOptions& options) {
    try {
        const auto asked = with_parts(options, file->variables());
        auto named = name_dimensions(std::move(file), asked);
        auto parts = split_components(std::move(named), asked);
        return std::make_unique<ArraySource>(std::move(parts.file), parts.options);
    } catch (const InputError& error) {
        const std::string what = error.what();
        throw InputError(what.starts_with(path) ? what : fmt::format("{}: {}", path, what));
    }
}

}  // namespace lhits
