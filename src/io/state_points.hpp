// The points that a user's file must hold values at.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "lhits/io/state_coordinates.hpp"

namespace lhits {

/// A state as points with one value for each component there, as people's files have it.
class StatePoints {
public:
    /// Throws Failure when the components have different numbers of points.
    explicit StatePoints(const StateCoordinates& coordinates);

    std::size_t count() const { return elements_.front().size(); }
    const std::vector<std::string>& components() const { return components_; }
    std::size_t state_size() const { return x_.size(); }
    /// Where the value of `component` at `point` lies in the state.
    std::size_t element(std::size_t component, std::size_t point) const {
        return elements_[component][point];
    }

    /// Whether `x` is the place of `point`, for a component. Not when it is NaN.
    bool is_at(std::size_t component, std::size_t point, double x) const;
    /// What the x of `point` must be, for a message.
    std::string expected_x(std::size_t component, std::size_t point) const;

private:
    std::vector<double> x_;
    std::vector<std::string> components_;
    std::vector<std::vector<std::size_t>> elements_;
};

/// Text of a file for a message: short, and nothing that a terminal would act on.
std::string shown(std::string_view text);

}  // namespace lhits
