#include "state_choice.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "coordinate_names.hpp"
#include "dimension_names.hpp"
#include "lhits/base/error.hpp"
#include "lhits/base/in_quotes.hpp"

namespace lhits {

using Names = std::vector<std::string>;

bool are_over_same_places(const ArrayVariable& one, const ArrayVariable& other) {
    if (one.scales.size() != other.scales.size()) return true;  // it is not said
    for (std::size_t d = 0; d < one.scales.size(); ++d) {
        const auto &a = one.scales[d], &b = other.scales[d];
        if (!a.empty() && !b.empty() && a != b) return false;
    }
    return true;
}

std::optional<std::size_t> time_among(const GivenArrays& given, const ArrayVariable& variable,
                                      const Names& names) {
    const auto& [variables, options, left_out] = given;
    for (std::size_t d = 0; d < names.size(); ++d) {
        if (!options.time.empty() ? names[d] == last_part(options.time) : is_time_name(names[d])) {
            return d;
        }
    }
    // By the variable with the times, which is attached to this dimension, or has it.
    for (std::size_t d = 0; d < variable.scales.size(); ++d) {
        for (const auto& scale : variable.scales[d]) {
            if (options.time.empty() ? is_time_name(last_part(scale))
                                     : last_part(scale) == last_part(options.time)) {
                return d;
            }
        }
    }
    for (std::size_t v = 0; v < variables.size(); ++v) {
        const auto& own = variables[v];
        if (own.shape.size() != 1 || own.dimensions.size() != 1) continue;
        if (options.time.empty() ? !is_time(own) : find_variable(variables, options.time) != v) {
            continue;
        }
        const auto at = std::find(names.begin(), names.end(), own.dimensions.front());
        if (at != names.end()) return static_cast<std::size_t>(at - names.begin());
    }
    // What options name, the dimensions of --dimensions have otherwise.
    for (std::size_t d = 0; d < names.size(); ++d) {
        if (!options.dimensions.empty() && is_time_name(names[d])) return d;
    }
    return {};
}

namespace {

/// Of variables that could be components those over the same dimensions that have the most numbers
/// together; all where that does not say which.
std::vector<std::size_t> together(const std::vector<ArrayVariable>& variables,
                                  const std::vector<std::size_t>& candidates,
                                  const SourceOptions& options) {
    struct Together {
        std::vector<std::string> dimensions;
        Indices shape;
        std::vector<std::size_t> variables{};
        std::int64_t numbers = 0;
    };
    std::vector<Together> all;
    for (const auto v : candidates) {
        const auto dimensions = dimensions_of(variables[v], options);
        const auto& shape = variables[v].shape;
        auto at = std::find_if(all.begin(), all.end(), [&](const Together& one) {
            return one.dimensions == dimensions && one.shape == shape &&
                   are_over_same_places(variables[one.variables.front()], variables[v]);
        });
        if (at == all.end()) at = all.insert(at, {dimensions, shape});
        at->variables.push_back(v);
        at->numbers += product(shape);
    }
    if (all.empty()) return {};
    std::stable_sort(all.begin(), all.end(), [](const Together& one, const Together& other) {
        return one.numbers > other.numbers;
    });
    const bool clear = all.size() == 1 || all[0].numbers > all[1].numbers;
    return clear ? all.front().variables : candidates;
}

class Chooser {
public:
    explicit Chooser(const GivenArrays& given)
        : given_(given),
          variables_(given.variables),
          options_(given.options),
          left_out_(given.left_out) {}

    std::vector<std::size_t> choose() {
        require_time();
        choose_variables();
        return chosen_;
    }

private:
    bool is_there(const std::string& name) const {
        return std::any_of(variables_.begin(), variables_.end(), [&](const ArrayVariable& one) {
            return one.name == name || last_part(one.name) == name;
        });
    }

    /// The name of --time is one of a variable, or of a dimension.
    void require_time() const {
        const auto& name = options_.time;
        const auto has_it = [&](const ArrayVariable& one) {
            const auto names = dimensions_of(one, options_);
            return std::find(names.begin(), names.end(), last_part(name)) != names.end();
        };
        if (name.empty() || is_there(name)) return;
        if (std::any_of(variables_.begin(), variables_.end(), has_it)) return;
        given_.refuse(fmt::format("a variable or a dimension {} (--time)", in_quotes(name)),
                      why_missing(name), "correct the name");
    }

    /// A variable that could be a component: over time, and not only over one dimension of its
    /// name.
    bool is_candidate(const ArrayVariable& variable) const {
        const auto names = dimensions_of(variable, options_);
        if (names.size() != variable.shape.size()) return false;
        const auto within = names.size() - (variable.groups.empty() ? 0 : 1);  // of a group
        if (!options_.dimensions.empty() && options_.dimensions.size() != names.size() &&
            options_.dimensions.size() != within && !variable.first_is_fastest) {
            return false;
        }
        if (within == 1 && names.back() == last_part(variable.name)) return false;
        for (const auto& parameter : options_.parameters) {
            if (last_part(variable.name) == last_part(parameter)) return false;
        }
        const bool times =
            !options_.time.empty() && last_part(variable.name) == last_part(options_.time);
        if (is_time(variable) || times || !variable.along.empty()) return false;
        if (has_times(variable) || !variable.unclear.empty()) return false;
        if (std::find(options_.grid.begin(), options_.grid.end(), variable.name) !=
            options_.grid.end()) {
            return false;
        }
        return time_among(given_, variable, names).has_value() ||
               (options_.snapshots && !names.empty());
    }

    void choose_variables() {
        Names missing;
        for (const auto& name : options_.variables) {
            const auto found = find_variable(variables_, name);
            if (!found) {
                missing.push_back(name);
                continue;
            }
            if (has_times(variables_[*found])) {
                given_.refuse("variables of states (--variables)",
                              in_quotes(name) + ", which has times",
                              "name others; times are taken by themselves, or with --time");
            }
            chosen_.push_back(*found);
        }
        if (missing.empty() && !options_.variables.empty()) return;
        const bool none = chosen_.empty();
        if (none) choose_candidates();
        if (!missing.empty()) {
            // The names may be those along the dimension component of a single array.
            if (none && chosen_.size() == 1 && is_named_by(missing)) return;
            given_.refuse(
                fmt::format("a variable {} of numbers (--variables)", in_quotes(missing.front())),
                why_missing(missing.front()), "correct the name");
        }
        const auto* const unclear = largest_unclear();
        if (unclear != nullptr && is_larger(*unclear)) throw InputError(unclear->unclear);
        if (chosen_.empty()) {
            given_.refuse("variables over time", "none",
                          "name the dimension of time (--time NAME), or all (--dimensions "
                          "trajectory,time,y,x)");
        }
    }

    /// Names for what has none: an array alone in its file, or the components of one.
    bool is_named_by(const Names& given) const {
        const auto& single = variables_[chosen_.front()];
        if (single.lone && given.size() == 1) return true;
        const auto names = dimensions_of(single, options_);
        for (std::size_t d = 0; d < names.size(); ++d) {
            if (!is_component_name(names[d])) continue;
            return single.shape[d] == static_cast<std::int64_t>(given.size()) &&
                   (single.lone || given.size() > 1);
        }
        return false;
    }

    std::string why_missing(const std::string& name) const {
        for (const auto& [left, why] : left_out_) {
            if (left == name || last_part(left) == name) return why;
        }
        return is_there(name) ? "several in different groups (give the whole name of one)" : "none";
    }

    const ArrayVariable* largest_unclear() const {
        const ArrayVariable* largest = nullptr;
        for (const auto& own : variables_) {
            if (own.unclear.empty()) continue;
            if (largest == nullptr || product(own.shape) > product(largest->shape)) largest = &own;
        }
        return largest;
    }

    /// Than all that were chosen.
    bool is_larger(const ArrayVariable& variable) const {
        return std::all_of(chosen_.begin(), chosen_.end(), [&](std::size_t v) {
            return product(variable.shape) > product(variables_[v].shape);
        });
    }

    /// By its name; a field may be called T.
    static bool has_times(const ArrayVariable& variable) {
        const auto name = last_part(variable.name);
        return variable.shape.size() <= 1 && name != "T" && coordinate_of(name) == "time";
    }

    void choose_candidates() {
        std::vector<std::size_t> candidates;
        for (std::size_t v = 0; v < variables_.size(); ++v) {
            if (is_candidate(variables_[v])) candidates.push_back(v);
        }
        chosen_ = together(variables_, candidates, options_);
    }

    const GivenArrays& given_;
    const std::vector<ArrayVariable>& variables_;
    const SourceOptions& options_;
    const std::vector<LeftOut>& left_out_;
    std::vector<std::size_t> chosen_;
};

}  // namespace

std::vector<std::size_t> variables_of_state(const GivenArrays& given) {
    return Chooser(given).choose();
}

}  // namespace lhits
