#include "state_points.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "lhits/base/error.hpp"
#include "lhits/base/whole_state.hpp"

namespace lhits {
namespace {

/// 1e-6, or what is that beside the distance between two points; where these are close far less
/// than that.
double tolerance_of(std::vector<double> places) {
    std::sort(places.begin(), places.end());
    double spacing = 0.0;
    for (std::size_t i = 1; i < places.size(); ++i) {
        const double apart = places[i] - places[i - 1];
        if (apart > 0.0 && (spacing == 0.0 || apart < spacing)) spacing = apart;
    }
    if (spacing == 0.0) spacing = std::max(1.0, std::abs(places.front()));
    return std::min(1e-3 * spacing, std::max(1e-6, 1e-6 * spacing));
}

}  // namespace

StatePoints::StatePoints(const StateLayout& layout)
    : missing_(layout.whole_size()), elements_(elements_of_components(whole_layout(layout))) {
    const auto coordinates = whole_layout(layout);
    for (std::size_t i = 0; i < layout.fixed.at.size(); ++i) {
        missing_[static_cast<std::size_t>(layout.fixed.at[i])] = std::isnan(layout.fixed.value[i]);
    }
    for (const auto& axis : coordinates.axes) {
        axes_.push_back(axis.name);
        places_.push_back(axis.places);
        tolerances_.push_back(tolerance_of(axis.places));
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
    return std::abs(place - places_[axis][element(component, point)]) <= tolerances_[axis];
}

std::string StatePoints::expected_place(std::size_t axis, std::size_t component,
                                        std::size_t point) const {
    return fmt::format("{} = {:.9g} within {:g} (the grid of [system]; nothing is interpolated)",
                       axes_[axis], places_[axis][element(component, point)], tolerances_[axis]);
}

}  // namespace lhits
