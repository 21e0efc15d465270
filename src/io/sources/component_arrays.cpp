#include "component_arrays.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "array_lookup.hpp"
#include "dimension_names.hpp"
#include "grouped_arrays.hpp"

namespace lhits {
namespace {

using Names = std::vector<std::string>;
using Places = std::vector<std::size_t>;  // of dimensions

template <class Vector>
Vector without(Vector from, const Places& places) {
    for (auto at = places.rbegin(); at != places.rend() && !from.empty(); ++at) {
        from.erase(from.begin() + static_cast<std::ptrdiff_t>(*at));
    }
    return from;
}

/// Of an array: the names of its dimensions, if they are known, and which count components.
struct Parts {
    Names dimensions;
    Places components;
};

class Splitter {
public:
    Splitter(const std::vector<ArrayVariable>& variables, const SourceOptions& options)
        : variables_(variables), options_(options) {
        for (const auto& variable : variables) {
            Parts parts{dimensions_of(variable, options), {}};
            if (parts.dimensions.size() != variable.shape.size()) parts.dimensions.clear();
            for (std::size_t d = 0; d < parts.dimensions.size(); ++d) {
                if (is_component_name(parts.dimensions[d])) parts.components.push_back(d);
            }
            parts_.push_back(std::move(parts));
        }
        for (std::size_t v = 0; v < variables.size(); ++v) {
            if (parts_[v].dimensions.empty()) find_scalar_of(v);
        }
    }

    /// The dimensions of components of a variable that is to be split; or none.
    Places split_along(std::size_t v) const {
        const auto& [dimensions, components] = parts_[v];
        if (components.empty() || variables_[v].first_is_fastest) return {};
        if (components.size() > 1 || has_others(v)) return components;
        const bool along_axes =
            axes_of(v).size() > 1 && !labels(v, components.front(), true).empty();
        const bool named = !variables_[v].name.empty() && !variables_[v].dimensions.empty();
        return along_axes && named && names_array(v) ? components : Places{};
    }

    /// What the components along a dimension are called: after the axes, or by numbers, unless only
    /// axes are wanted.
    Names labels(std::size_t v, std::size_t dimension, bool only_axes = false) const {
        const auto count = static_cast<std::size_t>(variables_[v].shape[dimension]);
        const auto axes = axes_of(v);
        if (axes.size() == count && are_in_order(axes) && !counts_fields(v, dimension)) return axes;
        Names numbers;
        for (std::size_t i = 1; i <= count && !only_axes; ++i) numbers.push_back(std::to_string(i));
        return numbers;
    }

private:
    /// Whether it is a vector or a tensor of a scalar of the same shape, whose names it takes.
    void find_scalar_of(std::size_t v) {
        constexpr std::int64_t most = 9;
        const auto& shape = variables_[v].shape;
        for (std::size_t w = 0; w < variables_.size(); ++w) {
            const auto& scalar = variables_[w];
            const auto more = shape.size() - scalar.shape.size();
            const bool fits = scalar.shape.size() > 1 && scalar.shape.size() < shape.size() &&
                              more <= 2 && scalar.groups == variables_[v].groups &&
                              parts_[w].dimensions.size() == scalar.shape.size() &&
                              std::equal(scalar.shape.begin(), scalar.shape.end(), shape.begin());
            if (!fits || shape.back() > most || (more == 2 && shape.back() != *(shape.end() - 2))) {
                continue;
            }
            parts_[v].dimensions = parts_[w].dimensions;
            for (auto d = scalar.shape.size(); d < shape.size(); ++d) {
                parts_[v].dimensions.emplace_back("component");
                parts_[v].components.push_back(d);
            }
            return;
        }
    }

    /// Whether there are other variables for the same state.
    bool has_others(std::size_t v) const {
        const auto& [dimensions, components] = parts_[v];
        const auto base = without(dimensions, components);
        const auto shape = without(variables_[v].shape, components);
        for (std::size_t w = 0; w < variables_.size(); ++w) {
            const auto& name = last_part(variables_[w].name);
            const bool times = name == last_part(options_.time) ||
                               (is_time_name(name) && parts_[w].dimensions.size() == 1);
            if (w == v || parts_[w].dimensions.empty() || times) continue;
            if (parts_[w].dimensions == Names{name}) continue;  // places
            if (without(parts_[w].dimensions, parts_[w].components) == base &&
                without(variables_[w].shape, parts_[w].components) == shape) {
                return true;
            }
        }
        return false;
    }

    /// Whether --variables, if given, names the array itself and not what is along it.
    bool names_array(std::size_t v) const {
        const auto& name = variables_[v].name;
        return std::all_of(options_.variables.begin(), options_.variables.end(),
                           [&](const std::string& asked) {
                               return asked == name || asked.starts_with(last_part(name));
                           });
    }

    Names axes_of(std::size_t v) const {
        Names axes;
        const auto& names = parts_[v].dimensions;
        for (std::size_t d = variables_[v].groups.empty() ? 0 : 1; d < names.size(); ++d) {
            const auto& components = parts_[v].components;
            if (std::find(components.begin(), components.end(), d) != components.end()) continue;
            const bool time = is_time_name(names[d]) || names[d] == last_part(options_.time);
            const bool trajectory = names[d] == options_.trajectory || is_trajectory_name(names[d]);
            if (!time && !trajectory) axes.push_back(names[d]);
        }
        return axes;
    }

    /// Vectors are (x, y) also where y comes before x in memory, and (east, north) over (lat, lon).
    static bool are_in_order(const Names& axes) {
        const auto is_letter = [](const std::string& name) {
            return name == "x" || name == "y" || name == "z";
        };
        if (std::all_of(axes.begin(), axes.end(), is_letter)) {
            return std::is_sorted(axes.begin(), axes.end());
        }
        return std::none_of(axes.begin(), axes.end(),
                            [](const std::string& name) { return name.starts_with("lat"); });
    }

    bool counts_fields(std::size_t v, std::size_t dimension) const {
        const auto& name = parts_[v].dimensions[dimension];
        return name.starts_with("channel") || name.starts_with("field");
    }

    const std::vector<ArrayVariable>& variables_;
    const SourceOptions& options_;
    std::vector<Parts> parts_;

public:
    const Names& dimensions(std::size_t v) const { return parts_[v].dimensions; }
};

class SplitArrays final : public ArraysOfAnother {
public:
    SplitArrays(std::unique_ptr<ArrayFile> file, SourceOptions& options)
        : ArraysOfAnother(std::move(file)) {
        const Splitter splitter(file_->variables(), options);
        const auto asked = options;
        for (std::size_t v = 0; v < file_->variables().size(); ++v) {
            const auto along = splitter.split_along(v);
            if (along.empty()) {
                variables_.push_back(file_->variables()[v]);
                parts_.push_back({v, {}, {}});
                continue;
            }
            Names result;
            add(splitter, v, along, asked, result);
            replace(options.variables, file_->variables()[v].name, result);
        }
    }

    const std::vector<ArrayVariable>& variables() const override { return variables_; }

    void read(std::size_t variable, const Indices& start, const Indices& count,
              std::span<double> out) override {
        const auto& [of, along, at] = parts_[variable];
        if (along.empty()) {
            file_->read(of, start, count, out);
            return;
        }
        auto from = start, some = count;
        const auto& shape = file_->variables()[of].shape;
        for (const auto d : along) {
            from.insert(from.begin() + static_cast<std::ptrdiff_t>(d), 0);
            some.insert(some.begin() + static_cast<std::ptrdiff_t>(d), shape[d]);
        }
        read_block(of, from, some);
        copy(some, along, at, out);
    }

private:
    struct Part {
        std::size_t of;  // a variable of the file
        Places along;    // dimensions of components
        Indices at;      // the place along each
    };

    void add(const Splitter& splitter, std::size_t v, const Places& along,
             const SourceOptions& options, Names& names) {
        const auto& whole = file_->variables()[v];
        auto result = whole;
        result.shape = without(whole.shape, along);
        result.dimensions = without(splitter.dimensions(v), along);
        result.scales = without(whole.scales, along);
        result.unclear.clear();
        if (const auto units = options.units.find(last_part(whole.name));
            units != options.units.end()) {
            result.units = units->second;
        }
        std::vector<Names> labels;
        for (const auto d : along) labels.push_back(splitter.labels(v, d));
        Indices at(along.size(), 0);
        for (bool more = true; more;) {
            result.name = whole.name + "_" + label_of(labels, at);
            names.push_back(result.name);
            variables_.push_back(result);
            parts_.push_back({v, along, at});
            more = false;
            for (std::size_t d = along.size(); d-- > 0 && !more;) {
                more = ++at[d] < whole.shape[along[d]];
                if (!more) at[d] = 0;
            }
        }
    }

    /// "x", "xy"; "r_theta" where the names are no letters.
    static std::string label_of(const std::vector<Names>& labels, const Indices& at) {
        std::string label;
        bool letters = true;
        for (const auto& names : labels) {
            letters = letters && std::all_of(names.begin(), names.end(),
                                             [](const auto& name) { return name.size() == 1; });
        }
        for (std::size_t d = 0; d < at.size(); ++d) {
            if (d > 0 && !letters) label += '_';
            label += labels[d][static_cast<std::size_t>(at[d])];
        }
        return label;
    }

    static void replace(Names& asked, const std::string& whole, const Names& parts) {
        const auto at = std::find_if(asked.begin(), asked.end(), [&](const std::string& name) {
            return name == whole || name == last_part(whole);
        });
        if (at == asked.end()) return;
        const auto place = asked.erase(at);
        asked.insert(place, parts.begin(), parts.end());
    }

    /// All components at once: they are asked for one after the other.
    void read_block(std::size_t of, const Indices& start, const Indices& count) {
        if (block_of_ == of && block_start_ == start && block_count_ == count) return;
        block_of_ = static_cast<std::size_t>(-1);
        block_.resize(static_cast<std::size_t>(product(count)));
        file_->read(of, start, count, block_);
        block_of_ = of;
        block_start_ = start;
        block_count_ = count;
    }

    void copy(const Indices& count, const Places& along, const Indices& at,
              std::span<double> out) const {
        std::vector<std::size_t> strides(count.size(), 1);
        for (std::size_t d = count.size(); d-- > 1;) {
            strides[d - 1] = strides[d] * static_cast<std::size_t>(count[d]);
        }
        std::size_t from = 0;
        for (std::size_t i = 0; i < along.size(); ++i) {
            from += strides[along[i]] * static_cast<std::size_t>(at[i]);
        }
        const auto lengths = without(count, along);
        const auto steps = without(strides, along);
        Indices place(lengths.size(), 0);
        for (double& value : out) {
            value = block_[from];
            for (std::size_t d = lengths.size(); d-- > 0;) {
                from += steps[d];
                if (++place[d] < lengths[d]) break;
                from -= steps[d] * static_cast<std::size_t>(lengths[d]);
                place[d] = 0;
            }
        }
    }

    std::vector<ArrayVariable> variables_;
    std::vector<Part> parts_;
    std::vector<double> block_;
    std::size_t block_of_ = static_cast<std::size_t>(-1);
    Indices block_start_, block_count_;
};

}  // namespace

Components split_components(std::unique_ptr<ArrayFile> file, const SourceOptions& options) {
    Components result{nullptr, options};
    result.file = std::make_unique<SplitArrays>(std::move(file), result.options);
    return result;
}

}  // namespace lhits
