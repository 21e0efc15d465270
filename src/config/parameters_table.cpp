#include "lhits/config/parameters_table.hpp"

namespace lhits {

void ParametersTable::describe(Keys& keys) {
    keys.list("names", names);
    keys.list("low", low, {});
    keys.list("high", high, {});
    keys.list("train", train, {});
    keys.list("validation", validation, {});
    keys.list("test", test, {});
}

std::vector<double> ParametersTable::given_to(std::int64_t index, std::int64_t trajectories,
                                              const std::vector<double>& given) const {
    const auto settings = static_cast<std::int64_t>(given.size() / count());
    const auto first =
        given.begin() + index * settings / trajectories * static_cast<std::ptrdiff_t>(count());
    return {first, first + static_cast<std::ptrdiff_t>(count())};
}

}  // namespace lhits
