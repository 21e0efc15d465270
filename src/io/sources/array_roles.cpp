#include "array_roles.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>
#include <set>

#include "coordinate_names.hpp"
#include "dimension_names.hpp"
#include "grouped_arrays.hpp"
#include "lhits/base/error.hpp"
#include "lhits/base/in_quotes.hpp"
#include "state_choice.hpp"

namespace lhits {
namespace {

using Names = std::vector<std::string>;

bool is_time(const ArrayVariable& variable) {
    return variable.standard_name == "time" || variable.units.find(" since ") != std::string::npos;
}

/// A coordinate that counts, as members of an ensemble are, and is no place.
bool counts(const ArrayVariable& variable) {
    return variable.whole_numbers || variable.standard_name == "realization";
}

}  // namespace

Names dimensions_of(const ArrayVariable& variable, const SourceOptions& options) {
    if (!variable.groups.empty() && options.dimensions.size() != variable.shape.size()) {
        auto names = dimensions_of(within_group(variable), options);
        const bool known = !names.empty() || variable.shape.size() == 1;
        if (known) names.insert(names.begin(), variable.groups);
        return names;
    }
    auto names = variable.dimensions;
    if (options.dimensions.size() == variable.shape.size()) {
        names = options.dimensions;
        if (variable.first_is_fastest) std::reverse(names.begin(), names.end());
    }
    return names;
}

namespace {

class Finder {
public:
    Finder(const std::vector<ArrayVariable>& variables, const SourceOptions& options,
           const std::vector<LeftOut>& left_out)
        : variables_(variables), options_(options), left_out_(left_out) {}

    ArrayRoles find() {
        require_time();
        choose_variables();
        const auto& first = variables_[roles_.variables.front()];
        if (!first.unclear.empty()) throw InputError(first.unclear);
        roles_.shape = first.shape;
        roles_.dimensions = dimensions_of(first, options_);
        if (roles_.dimensions.size() != first.shape.size()) {
            refuse(fmt::format("the names of the {} dimensions of {}", first.shape.size(),
                               called(first)),
                   options_.dimensions.empty() ? "none"
                                               : fmt::format("{}", options_.dimensions.size()),
                   "name them in order: --dimensions trajectory,time,y,x");
        }
        find_time();
        find_others();
        name_components();
        for (const auto v : roles_.variables) {
            const bool same = are_over_same_places(first, variables_[v]);
            if (variables_[v].shape == first.shape && same) continue;
            refuse(same ? "all variables over the same dimensions"
                        : "all variables over the same places",
                   contents_of(chosen()), "name those that are: --variables u,v");
        }
        return roles_;
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
        refuse(fmt::format("a variable or a dimension {} (--time)", in_quotes(name)),
               why_missing(name), "correct the name");
    }

    [[noreturn]] void refuse(const std::string& expected, const std::string& found,
                             const std::string& advice) const {
        throw InputError(fmt::format("expected {}, found {} (the file holds {}); {}", expected,
                                     found, contents_of(variables_, left_out_), advice));
    }

    /// Of the states' dimensions, as the user's program has them.
    Names in_order(Names names) const {
        if (variables_[roles_.variables.front()].first_is_fastest) {
            std::reverse(names.begin(), names.end());
        }
        return names;
    }

    static std::string called(const ArrayVariable& variable) {
        return variable.name.empty() ? "the array" : variable.name;
    }

    std::vector<ArrayVariable> chosen() const {
        std::vector<ArrayVariable> result;
        for (const auto v : roles_.variables) result.push_back(variables_[v]);
        return result;
    }

    /// The dimension of time, where one is named so.
    std::optional<std::size_t> time_among(const ArrayVariable& variable, const Names& names) const {
        for (std::size_t d = 0; d < names.size(); ++d) {
            if (!options_.time.empty() ? names[d] == last_part(options_.time)
                                       : is_time_name(names[d])) {
                return d;
            }
        }
        // By the variable with the times, which is attached to this dimension, or has it.
        for (std::size_t d = 0; d < variable.scales.size(); ++d) {
            for (const auto& scale : variable.scales[d]) {
                if (options_.time.empty() ? is_time_name(last_part(scale))
                                          : last_part(scale) == last_part(options_.time)) {
                    return d;
                }
            }
        }
        for (std::size_t v = 0; v < variables_.size(); ++v) {
            const auto& own = variables_[v];
            if (own.shape.size() != 1 || own.dimensions.size() != 1) continue;
            if (options_.time.empty() ? !is_time(own)
                                      : find_variable(variables_, options_.time) != v) {
                continue;
            }
            const auto at = std::find(names.begin(), names.end(), own.dimensions.front());
            if (at != names.end()) return static_cast<std::size_t>(at - names.begin());
        }
        // What options name, the dimensions of --dimensions have otherwise.
        for (std::size_t d = 0; d < names.size(); ++d) {
            if (!options_.dimensions.empty() && is_time_name(names[d])) return d;
        }
        return {};
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
        return time_among(variable, names).has_value() || (options_.snapshots && !names.empty());
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
                refuse("variables of states (--variables)", in_quotes(name) + ", which has times",
                       "name others; times are taken by themselves, or with --time");
            }
            roles_.variables.push_back(*found);
        }
        if (missing.empty() && !options_.variables.empty()) return;
        const bool none = roles_.variables.empty();
        if (none) choose_candidates();
        if (!missing.empty()) {
            // The names may be those along the dimension component of a single array.
            if (none && roles_.variables.size() == 1 && is_named_by(missing)) return;
            refuse(
                fmt::format("a variable {} of numbers (--variables)", in_quotes(missing.front())),
                why_missing(missing.front()), "correct the name");
        }
        const auto* const unclear = largest_unclear();
        if (unclear != nullptr && is_larger(*unclear)) throw InputError(unclear->unclear);
        if (roles_.variables.empty()) {
            refuse("variables over time", "none",
                   "name the dimension of time (--time NAME), or all (--dimensions "
                   "trajectory,time,y,x)");
        }
    }

    /// Names for what has none: an array alone in its file, or the components of one.
    bool is_named_by(const Names& given) const {
        const auto& single = variables_[roles_.variables.front()];
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
        return std::all_of(roles_.variables.begin(), roles_.variables.end(), [&](std::size_t v) {
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
        roles_.variables = variables_of_one_state(variables_, candidates, options_);
    }

    void find_time() {
        const auto& first = variables_[roles_.variables.front()];
        roles_.time = time_among(first, roles_.dimensions);
        if (!roles_.time && !options_.snapshots) {
            refuse(
                fmt::format("a dimension of time among ({})",
                            fmt::join(in_order(roles_.dimensions), ", ")),
                "none",
                "name it (--time NAME), name all (--dimensions trajectory,time,y,x), or join files "
                "of one time each (--join)");
        }
        const auto fits = [&](std::size_t v) {
            const auto& shape = variables_[v].shape;
            const auto times = roles_.time ? roles_.shape[*roles_.time] : 1;
            return product(shape) == times ||
                   (!variables_[v].groups.empty() && shape == Indices{roles_.shape.front(), times});
        };
        for (std::size_t v = 0; v < variables_.size(); ++v) {
            if (variables_[v].along == "time" && fits(v)) roles_.time_variable = v;
        }
        if (roles_.time_variable) return;
        Names names{options_.time};
        if (options_.time.empty()) {
            names.clear();
            if (roles_.time && !first.scales.empty()) names = first.scales[*roles_.time];
            std::stable_partition(names.begin(), names.end(), [](const std::string& name) {
                return is_time_name(last_part(name));
            });
            if (roles_.time) names.push_back(roles_.dimensions[*roles_.time]);
            names.insert(names.end(), {"time", "t", "times", "sim_time"});
        }
        for (const auto& name : names) {
            const auto found = find_near(variables_, name, first.name);
            if (!found) continue;
            if (fits(*found)) {
                roles_.time_variable = found;
                return;
            }
            const auto& own = variables_[*found];
            const bool other = own.shape.size() > 1 || !own.along.empty();
            if (other && options_.time.empty()) continue;
            refuse(fmt::format("as many values in {} as times in {}", own.name,
                               called(variables_[roles_.variables.front()])),
                   fmt::format("{} and {}", fmt::join(own.shape, " x "),
                               roles_.time ? roles_.shape[*roles_.time] : 1),
                   "write the file again, or give the time between states with --dt and the right "
                   "variable with --time");
        }
        for (std::size_t v = 0; v < variables_.size() && options_.time.empty(); ++v) {
            if (is_time(variables_[v]) && fits(v)) roles_.time_variable = v;
        }
        if (!roles_.time_variable) require_step();
    }

    /// Times that no dimension is as long as are of no use, which --dt says that the user knows.
    void require_step() const {
        const auto& command = options_.command;
        if (command.program.empty() || command.has("--dt") || !roles_.time) return;
        for (const auto& own : variables_) {
            if (own.along != "time" || own.shape.size() != 1) continue;
            refuse(fmt::format("as many values in {} as times in {}", own.name,
                               called(variables_[roles_.variables.front()])),
                   fmt::format("{} and {}", own.shape[0], roles_.shape[*roles_.time]),
                   "write the file again, or give the time between states with --dt");
        }
    }

    void find_others() {
        const auto& names = roles_.dimensions;
        for (std::size_t d = 0; d < names.size(); ++d) {
            if (d == roles_.time) continue;
            if (d == 0 && variables_[roles_.variables.front()].groups == of_groups) {
                roles_.group = d;
                continue;
            }
            const bool of_trajectories = options_.trajectory.empty()
                                             ? is_trajectory_name(names[d])
                                             : names[d] == options_.trajectory;
            if (of_trajectories && !roles_.trajectory) {
                roles_.trajectory = d;
            } else if (is_component_name(names[d]) && !roles_.component) {
                roles_.component = d;
            } else {
                roles_.space.push_back(d);
            }
        }
        if (!options_.trajectory.empty() && !roles_.trajectory && !roles_.group) {
            refuse(fmt::format("a dimension {}", in_quotes(options_.trajectory)),
                   fmt::format("({})", fmt::join(names, ", ")), "correct --trajectory");
        }
        const auto& first = variables_[roles_.variables.front()];
        if (first.first_is_fastest && !first.matlab) {  // in the order of NumPy
            std::reverse(roles_.space.begin(), roles_.space.end());
        }
        // Does an unknown dimension before time count trajectories, or is it an axis of space?
        const auto& places = options_.grid;
        for (const auto d : roles_.space) {
            if (!roles_.time || d > *roles_.time || roles_.trajectory) break;
            const auto coordinate =
                find_near(variables_, names[d], variables_[roles_.variables.front()].name);
            const bool known = !options_.dimensions.empty() || roles_.group ||
                               !variables_[roles_.variables.front()].guess.empty() ||
                               std::find(places.begin(), places.end(), names[d]) != places.end() ||
                               (coordinate && !counts(variables_[*coordinate]));
            if (known) continue;
            refuse("dimensions that are known",
                   fmt::format("{} before that of time", in_quotes(names[d])),
                   fmt::format("say --trajectory {} if it counts trajectories, or name all "
                               "(--dimensions {})",
                               names[d], fmt::join(in_order(names), ",")));
        }
    }

    void name_components() {
        if (roles_.component) {
            if (roles_.variables.size() != 1) {
                refuse("one variable with a dimension of components",
                       fmt::format("{}", roles_.variables.size()), "name it with --variables");
            }
            const auto count = static_cast<std::size_t>(roles_.shape[*roles_.component]);
            roles_.components = options_.variables;
            const bool names_array = roles_.components.size() == 1 && count != 1;
            if (roles_.components.empty() || names_array) {
                roles_.components.clear();
                for (std::size_t c = 0; c < count; ++c) {
                    roles_.components.push_back(fmt::format("u{}", c + 1));
                }
            }
            if (roles_.components.size() == count) return;
            refuse(fmt::format("the names of {} components", count),
                   fmt::format("{}", fmt::join(options_.variables, ", ")), "correct --variables");
        }
        for (const auto v : roles_.variables) {
            const auto& name = variables_[v].name;
            roles_.components.push_back(name.empty() ? "u" : last_part(name));
        }
        // A single array may be given another name.
        if (roles_.components.size() == 1 && options_.variables.size() == 1) {
            roles_.components = {last_part(options_.variables.front())};
        }
        if (!options_.variables.empty()) tell_apart_by_groups();
        const std::set<std::string> different(roles_.components.begin(), roles_.components.end());
        if (different.size() == roles_.components.size() &&
            (options_.variables.empty() || options_.variables.size() == roles_.components.size())) {
            return;
        }
        refuse("components with names of their own",
               fmt::format("{}", fmt::join(roles_.components, ", ")),
               "choose with --variables, by whole names (E/x,B/x) where groups are fields; say "
               "--trajectory group where each holds a trajectory");
    }

    /// E/x and B/x are E_x and B_x, where both are asked for.
    void tell_apart_by_groups() {
        const auto names = roles_.components;
        for (std::size_t c = 0; c < names.size(); ++c) {
            auto path = variables_[roles_.variables[c]].name;
            if (std::count(names.begin(), names.end(), names[c]) < 2) continue;
            const auto group = path.substr(0, path.size() - std::min(path.size(), names[c].size()));
            if (group.empty()) continue;
            roles_.components[c] = last_part(group.substr(0, group.size() - 1)) + "_" + names[c];
        }
    }

    const std::vector<ArrayVariable>& variables_;
    const SourceOptions& options_;
    const std::vector<LeftOut>& left_out_;
    ArrayRoles roles_;
};

}  // namespace

std::optional<std::size_t> find_variable(const std::vector<ArrayVariable>& variables,
                                         const std::string& name) {
    std::optional<std::size_t> found;
    for (std::size_t v = 0; v < variables.size(); ++v) {
        if (variables[v].name == name && !name.empty()) return v;
    }
    for (std::size_t v = 0; v < variables.size(); ++v) {
        if (name.empty() || last_part(variables[v].name) != name) continue;
        if (found) return {};
        found = v;
    }
    return found;
}

std::optional<std::size_t> find_near(const std::vector<ArrayVariable>& variables,
                                     const std::string& name, const std::string& of) {
    for (auto group = of; group.find('/') != std::string::npos;) {
        group.erase(group.rfind('/'));
        for (std::size_t v = 0; v < variables.size(); ++v) {
            if (variables[v].name == group + "/" + name) return v;
        }
    }
    return find_variable(variables, name);
}

std::string contents_of(const std::vector<ArrayVariable>& variables,
                        const std::vector<LeftOut>& left_out) {
    constexpr std::size_t most = 8;
    std::vector<const ArrayVariable*> sorted;
    for (const auto& variable : variables) sorted.push_back(&variable);
    std::stable_sort(sorted.begin(), sorted.end(), [](const auto* one, const auto* other) {
        return product(one->shape) > product(other->shape);
    });
    std::vector<std::string> texts;
    for (const auto* variable : sorted) {
        auto shape = variable->shape;
        auto names = variable->dimensions;
        if (variable->first_is_fastest) {
            std::reverse(shape.begin(), shape.end());
            std::reverse(names.begin(), names.end());
        }
        texts.push_back(fmt::format(
            "{} ({}{}{})", variable->name.empty() ? "an array" : in_quotes(variable->name),
            fmt::join(names, ", "), names.empty() ? "" : ": ", fmt::join(shape, ", ")));
    }
    for (const auto& [name, why] : left_out) {
        texts.push_back(fmt::format("{} ({})", in_quotes(name), why));
    }
    if (texts.empty()) return "no numbers";
    const auto more = texts.size() > most ? texts.size() - most : 0;
    texts.resize(texts.size() - more);
    return fmt::format("{}{}", fmt::join(texts, ", "),
                       more > 0 ? fmt::format(" and {} more", more) : "");
}

ArrayRoles roles_of(const std::vector<ArrayVariable>& variables, const SourceOptions& options,
                    const std::vector<LeftOut>& left_out) {
    return Finder(variables, options, left_out).find();
}

}  // namespace lhits
