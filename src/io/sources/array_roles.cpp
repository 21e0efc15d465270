#include "array_roles.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
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

/// A coordinate that counts, as members of an ensemble are, and is no place.
bool counts(const ArrayVariable& variable) {
    return variable.whole_numbers || variable.standard_name == "realization";
}

class Finder {
public:
    explicit Finder(const GivenArrays& given)
        : given_(given), variables_(given.variables), options_(given.options) {}

    ArrayRoles find() {
        roles_.variables = variables_of_state(given_);
        const auto& first = variables_[roles_.variables.front()];
        if (!first.unclear.empty()) throw InputError(first.unclear);
        roles_.shape = first.shape;
        roles_.dimensions = dimensions_of(first, options_);
        if (roles_.dimensions.size() != first.shape.size()) {
            given_.refuse(fmt::format("the names of the {} dimensions of {}", first.shape.size(),
                                      called(first)),
                          options_.dimensions.empty()
                              ? "none"
                              : fmt::format("{}", options_.dimensions.size()),
                          "name them in order: --dimensions trajectory,time,y,x");
        }
        find_time();
        find_others();
        name_components();
        for (const auto v : roles_.variables) {
            const bool same = are_over_same_places(first, variables_[v]);
            if (variables_[v].shape == first.shape && same) continue;
            given_.refuse(same ? "all variables over the same dimensions"
                               : "all variables over the same places",
                          contents_of(chosen()), "name those that are: --variables u,v");
        }
        return roles_;
    }

private:
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

    void find_time() {
        const auto& first = variables_[roles_.variables.front()];
        roles_.time = time_among(given_, first, roles_.dimensions);
        if (!roles_.time && !options_.snapshots) {
            given_.refuse(
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
            given_.refuse(
                fmt::format("as many values in {} as times in {}", own.name,
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
            given_.refuse(fmt::format("as many values in {} as times in {}", own.name,
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
            given_.refuse(fmt::format("a dimension {}", in_quotes(options_.trajectory)),
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
            given_.refuse("dimensions that are known",
                          fmt::format("{} before that of time", in_quotes(names[d])),
                          fmt::format("say --trajectory {} if it counts trajectories, or name all "
                                      "(--dimensions {})",
                                      names[d], fmt::join(in_order(names), ",")));
        }
    }

    void name_components() {
        if (roles_.component) {
            if (roles_.variables.size() != 1) {
                given_.refuse("one variable with a dimension of components",
                              fmt::format("{}", roles_.variables.size()),
                              "name it with --variables");
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
            given_.refuse(fmt::format("the names of {} components", count),
                          fmt::format("{}", fmt::join(options_.variables, ", ")),
                          "correct --variables");
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
        given_.refuse(
            "components with names of their own",
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

    const GivenArrays& given_;
    const std::vector<ArrayVariable>& variables_;
    const SourceOptions& options_;
    ArrayRoles roles_;
};

}  // namespace

ArrayRoles roles_of(const std::vector<ArrayVariable>& variables, const SourceOptions& options,
                    const std::vector<LeftOut>& left_out) {
    const GivenArrays given{variables, options, left_out};
    return Finder(given).find();
}

}  // namespace lhits
