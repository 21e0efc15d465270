#include "state_points.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "lhits/base/error.hpp"
#include "lhits/base/words.hpp"

namespace lhits {
namespace {

constexpr double tolerance = 1e-6;

}  // namespace

StatePoints::StatePoints(const StateCoordinates& coordinates)
    : place_units_(coordinates.x_units),
      places_{coordinates.x},
      components_(words(coordinates.component_names)),
      elements_(components_.size()) {
    if (!coordinates.y.empty()) {
        axes_.emplace_back("y");
        places_.push_back(coordinates.y);
    }
    for (const auto& places : places_) {
        if (places.size() == coordinates.component.size() && !places.empty() && !elements_.empty())
            continue;
        throw std::invalid_argument("x, y and component must have an entry for each element");
    }
    for (std::size_t i = 0; i < coordinates.component.size(); ++i) {
        elements_.at(static_cast<std::size_t>(coordinates.component[i])).push_back(i);
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
