#include "state_points.hpp"

#include <fmt/format.h>

#include <cmath>

#include "lhits/base/error.hpp"

namespace lhits {
namespace {

constexpr double tolerance = 1e-6;

}  // namespace

StatePoints::StatePoints(const StateLayout& coordinates)
    : elements_(elements_of_components(coordinates)) {
    for (const auto& axis : coordinates.axes) {
        axes_.push_back(axis.name);
        places_.push_back(axis.places);
        units_[axis.name] = axis.units;
    }
    for (const auto& component : coordinates.components) {
        components_.push_back(component.name);
        units_[component.name] = component.units;
    }
    for (const auto& elements : elements_) {
        if (elements.size() != count()) {
            throw Failure("initial conditions: expected components with the same number of points");
        }
    }
}

bool StatePoints::is_at(std::size_t axis, std::size_t component, std::size_t point,
                        double place) const {
    return std::abs(place - places_[axis][element(component, point)]) <= tolerance;
}

std::string StatePoints::expected_place(std::size_t axis, std::size_t component,
                                        std::size_t point) const {
    return fmt::format("{} = {:.9g} within {:g} (the grid of [system]; nothing is interpolated)",
                       axes_[axis], places_[axis][element(component, point)], tolerance);
}

}  // namespace lhits
