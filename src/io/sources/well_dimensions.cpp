#include "well_dimensions.hpp"

#include <cstdint>
#include <map>
#include <utility>

namespace lhits {
namespace {

using Names = std::vector<std::string>;

/// The order of the tensors in a group "t1_fields"; scalars of the whole have no axes.
std::size_t order_of(const std::string& group) {
    return group == "t1_fields" ? 1 : group == "t2_fields" ? 2 : 0;
}

}  // namespace

void name_well_dimensions(std::vector<ArrayVariable>& variables, Names axes,
                          const std::function<std::vector<double>(const std::string&)>& numbers) {
    const std::string places = "dimensions/";
    const bool told = !axes.empty();
    std::map<std::string, std::int64_t> lengths;
    for (auto& variable : variables) {
        if (!variable.name.starts_with(places) || variable.shape.size() != 1) continue;
        const auto name = variable.name.substr(places.size());
        variable.dimensions = {name};
        lengths[name] = variable.shape.front();
        if (!told && name != "time") axes.push_back(name);
    }
    for (auto& variable : variables) {
        const auto slash = variable.name.find('/');
        const auto group = variable.name.substr(0, slash);
        const bool field = group == "t0_fields" || group == "t1_fields" || group == "t2_fields";
        if ((!field && group != "scalars") || !variable.dimensions.empty()) continue;
        const auto varies = [&](const std::string& with, std::size_t i) {
            const auto found = numbers(variable.name + "/" + with);
            return i >= found.size() ? field : found[i] != 0.0;
        };
        Names names;
        if (varies("sample_varying", 0)) names.emplace_back("trajectory");
        if (varies("time_varying", 0)) names.emplace_back("time");
        for (std::size_t a = 0; field && a < axes.size(); ++a) {
            if (varies("dim_varying", a)) names.push_back(axes[a]);
        }
        names.insert(names.end(), order_of(group), "component");
        bool fits = names.size() == variable.shape.size();
        for (std::size_t d = 0; d < names.size() && fits; ++d) {
            const auto length = lengths.find(names[d]);
            fits = length == lengths.end() || length->second == variable.shape[d];
        }
        if (fits) variable.dimensions = std::move(names);
    }
}

}  // namespace lhits
