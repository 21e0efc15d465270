#include "array_lookup.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "dimension_names.hpp"
#include "grouped_arrays.hpp"
#include "lhits/base/error.hpp"
#include "lhits/base/in_quotes.hpp"

namespace lhits {

using Names = std::vector<std::string>;

bool is_time(const ArrayVariable& variable) {
    return variable.standard_name == "time" || variable.units.find(" since ") != std::string::npos;
}

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

void GivenArrays::refuse(const std::string& expected, const std::string& found,
                         const std::string& advice) const {
    throw InputError(fmt::format("expected {}, found {} (the file holds {}); {}", expected, found,
                                 contents_of(variables, left_out), advice));
}

}  // namespace lhits
