// Where the elements of a state vector lie.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace lhits {

/// One entry of `x` and of `component`, and of `y` in two dimensions, for each element of the
/// state.
struct StateCoordinates {
    std::vector<double> x;
    std::vector<std::int32_t> component;
    std::string component_names;  ///< separated by spaces; `component` counts into it
    std::string x_units;
    std::string time_units;
    std::vector<double> y{};  ///< in x_units; empty in one dimension

    bool operator==(const StateCoordinates&) const = default;
};

}  // namespace lhits
