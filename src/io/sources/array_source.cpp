#include "array_source.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "array_contents.hpp"
#include "component_arrays.hpp"
#include "complex_parts.hpp"
#include "named_arrays.hpp"
#include "lhits/base/error.hpp"
#include "lhits/base/in_quotes.hpp"
#include "lhits/io/reserved_names.hpp"

namespace lhits {
namespace {

class ArraySource final : public DataSource {
public:
    ArraySource(std::unique_ptr<ArrayFile> file, const SourceOptions& options)
        : contents_{std::move(file), options, {}} {
        roles_ = roles_of(contents_.file->variables(), options, contents_.file->left_out());
        shape_.trajectories = contents_.length_of(roles_.group) * contents_.in_group();
        shape_.times = contents_.length_of(roles_.time);
        shape_.notes = contents_.file->notes();
        for (const auto v : roles_.variables) contents_.require_usable(v);
        shape_.layout = find_layout(contents_);
        read_times(contents_, shape_);
        read_parameters(contents_, shape_);
        require_names(options, shape_.layout);
        for (auto& said : rename_reserved_axes(shape_.layout)) {
            shape_.notes.push_back(std::move(said));
        }
        const auto& first = contents_.first();
        if (!first.guess.empty()) shape_.notes.push_back(first.guess);
        for (std::size_t c = 0; c < roles_.variables.size(); ++c) {
            const auto& own = contents_.file->variables()[roles_.variables[c]];
            if (own.whole_numbers) shape_.integers.push_back(roles_.components[c]);
            shape_.rounded = shape_.rounded || !own.fits_float;
        }
        list_left_out();
    }

    const SourceShape& shape() const override { return shape_; }
    bool seeks() const override { return contents_.file->seeks(); }

    void read(std::int64_t trajectory, std::int64_t first, std::int64_t count,
              std::span<double> out) override {
        Indices start(roles_.shape.size(), 0), block = roles_.shape;
        const auto choose = [&](const std::optional<std::size_t>& dimension, std::int64_t from,
                                std::int64_t some) {
            if (!dimension) return;
            start[*dimension] = from;
            block[*dimension] = some;
        };
        choose(roles_.group, trajectory / contents_.in_group(), 1);
        choose(roles_.trajectory, trajectory % contents_.in_group(), 1);
        choose(roles_.time, first, count);
        buffer_.resize(static_cast<std::size_t>(product(block)));
        for (std::size_t c = 0; c < roles_.variables.size(); ++c) {
            contents_.file->read(roles_.variables[c], start, block, buffer_);
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
        const std::size_t n = shape_.layout.size();
        const std::size_t points = n / roles_.components.size();
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

    /// What is neither state, nor times, places or parameters; what was asked for by name leaves
    /// nothing out.
    void list_left_out() {
        shape_.left_out = contents_.file->left_out();
        if (!contents_.options.variables.empty()) return;
        contents_.used.insert(roles_.variables.begin(), roles_.variables.end());
        const auto& all = contents_.file->variables();
        for (std::size_t v = 0; v < all.size(); ++v) {
            const bool scale = all[v].dimensions == std::vector{last_part(all[v].name)};
            if (contents_.used.contains(v) || scale) continue;
            shape_.left_out.push_back({all[v].name, why_left_out(all[v])});
        }
    }

    std::string why_left_out(const ArrayVariable& variable) const {
        if (!variable.unusable.empty()) return variable.unusable;
        return fmt::format("({}) does not fit {}", fmt::join(variable.shape, ", "),
                           contents_of({contents_.first()}));
    }

    ArrayContents contents_;
    ArrayRoles& roles_ = contents_.roles;
    SourceShape shape_;
    std::vector<double> buffer_;
};

}  // namespace

void ArrayContents::require_usable(std::size_t variable) const {
    const auto& own = file->variables()[variable];
    if (own.unusable.empty()) return;
    throw InputError(fmt::format("{}: {}", own.name, own.unusable));
}

std::vector<double> ArrayContents::values_of(std::size_t variable) const {
    require_usable(variable);
    used.insert(variable);
    const auto& shape = file->variables()[variable].shape;
    std::vector<double> values(static_cast<std::size_t>(product(shape)));
    if (!values.empty()) file->read(variable, Indices(shape.size(), 0), shape, values);
    return values;
}

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
                                     fmt::join(known, ", "), in_quotes(name), advice));
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
