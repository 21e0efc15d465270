#include "state_choice.hpp"

#include <algorithm>
#include <utility>

#include "array_roles.hpp"

namespace lhits {

bool are_over_same_places(const ArrayVariable& one, const ArrayVariable& other) {
    if (one.scales.size() != other.scales.size()) return true;  // it is not said
    for (std::size_t d = 0; d < one.scales.size(); ++d) {
        const auto &a = one.scales[d], &b = other.scales[d];
        if (!a.empty() && !b.empty() && a != b) return false;
    }
    return true;
}

std::vector<std::size_t> variables_of_one_state(const std::vector<ArrayVariable>& variables,
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

}  // namespace lhits
