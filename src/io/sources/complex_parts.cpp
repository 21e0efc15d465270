#include "complex_parts.hpp"

#include <algorithm>

#include "array_lookup.hpp"

namespace lhits {
std::array<std::string, 2> names_of_parts(const std::string& name) {
    return {name + "_real", name + "_imag"};
}

SourceOptions with_parts(SourceOptions options, const std::vector<ArrayVariable>& variables) {
    const auto is_complex = [&](const std::string& name) {
        return !find_variable(variables, name) &&
               std::any_of(variables.begin(), variables.end(), [&](const ArrayVariable& one) {
                   return !one.complex.empty() &&
                          (one.complex == name || last_part(one.complex) == name);
               });
    };
    std::vector<std::string> names;
    for (const auto& name : options.variables) {
        if (is_complex(name)) {
            for (const auto& part : names_of_parts(name)) names.push_back(part);
        } else {
            names.push_back(name);
        }
    }
    options.variables = std::move(names);
    const auto given = options.units;
    for (const auto& [name, units] : given) {
        if (!is_complex(name)) continue;
        options.units.erase(name);
        for (const auto& part : names_of_parts(name)) options.units.emplace(part, units);
    }
    return options;
}

}  // namespace lhits
