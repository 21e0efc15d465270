// The points that a user's file must hold values at.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "lhits/base/state_layout.hpp"

namespace lhits {

/// A whole state as points with one value for each component there, as people's files have it.
class StatePoints {
public:
    /// Of whole states. Throws Failure when the components have different numbers of points.
    explicit StatePoints(const StateLayout& coordinates);

    std::size_t count() const { return elements_.front().size(); }
    const std::vector<std::string>& components() const { return components_; }
    std::size_t state_size() const { return places_.front().size(); }
    /// Where the value of `component` at `point` lies in the state.
    std::size_t element(std::size_t component, std::size_t point) const {
        return elements_[component][point];
    }

    /// Whether that value is missing in all states, so that what a file has there says nothing.
    bool is_missing(std::size_t component, std::size_t point) const {
        return missing_[element(component, point)];
    }

    /// Of a component or an axis; "1": none.
    const std::string& units(const std::string& name) const { return units_.at(name); }
    /// The names of the coordinates of a point: x, or x and y.
    const std::vector<std::string>& axes() const { return axes_; }
    /// Whether the coordinate number `axis` of `point` is `place`, for a component. Not when it is
    /// NaN.
    bool is_at(std::size_t axis, std::size_t component, std::size_t point, double place) const;
    /// What that coordinate must be, for a message.
    std::string expected_place(std::size_t axis, std::size_t component, std::size_t point) const;

private:
    std::map<std::string, std::string> units_;
    std::vector<std::string> axes_;
    std::vector<std::vector<double>> places_;  // along each axis
    std::vector<double> tolerances_;           // of places along each axis
    std::vector<bool> missing_;                // of each element
    std::vector<std::string> components_;
    std::vector<std::vector<std::size_t>> elements_;
};

}  // namespace lhits
