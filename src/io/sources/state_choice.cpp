#include "state_choice.hpp"

#include <algorithm>
#include <utility>

#include "array_roles.hpp"

namespace lhits {

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
            return one.dimensions == dimensions && one.shape == shape;
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
