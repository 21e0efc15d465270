#include "lhits/config/parameters_table.hpp"

namespace lhits {

void ParametersTable::describe(Keys& keys) {
    keys.purpose(
        "Numbers of [system] that differ from trajectory to trajectory. Steppers are given them; "
        "one surrogate forecasts for all values.");
    keys.list({"names",
               "Which keys of [system] vary, real numbers only. Empty: none. With kind = \"file\" "
               "the file says it."},
              names);
    keys.list({"low",
               "Lower ends of the ranges that values are drawn from. One number for each name; "
               "needed also where values are given."},
              low, {});
    keys.list({"high", "Upper ends of these ranges. One number for each name."}, high, {});
    keys.list({"train",
               "Values of the training trajectories, instead of drawn ones. Setting after setting, "
               "each for an equal share of the trajectories."},
              train, {});
    keys.list({"validation", "Values of the validation trajectories, in the same way."}, validation,
              {});
    keys.list({"test", "Values of the test trajectories, in the same way."}, test, {});
}

std::vector<double> ParametersTable::given_to(std::int64_t index, std::int64_t trajectories,
                                              const std::vector<double>& given) const {
    const auto settings = static_cast<std::int64_t>(given.size() / count());
    const auto first =
        given.begin() + index * settings / trajectories * static_cast<std::ptrdiff_t>(count());
    return {first, first + static_cast<std::ptrdiff_t>(count())};
}

}  // namespace lhits
