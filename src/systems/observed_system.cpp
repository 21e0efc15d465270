#include "lhits/systems/observed_system.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "lhits/base/error.hpp"
#include "lhits/base/whole_state.hpp"

namespace lhits {
namespace {

/// Of some elements, without the components that none of them is of.
StateLayout observed_layout(const StateLayout& whole, std::span<const std::int64_t> elements) {
    auto layout = part_of(whole, elements);
    std::vector<StateComponent> seen;
    std::map<std::int32_t, std::int32_t> numbers;
    for (const auto component : whole_layout(layout).component) {
        const bool is_new =
            numbers.emplace(component, static_cast<std::int32_t>(numbers.size())).second;
        if (is_new) seen.push_back(layout.components.at(static_cast<std::size_t>(component)));
    }
    for (auto* components : {&layout.component, &layout.fixed.component}) {
        for (auto& component : *components) component = numbers.at(component);
    }
    layout.components = std::move(seen);
    return layout;
}

}  // namespace

ObservedSystem::ObservedSystem(std::unique_ptr<System> whole,
                               const std::vector<std::int64_t>& elements)
    : whole_(std::move(whole)),
      elements_(varying_of(whole_->layout(), elements)),
      layout_(observed_layout(whole_->layout(), elements)) {
    if (!elements_.empty()) return;
    throw InputError(fmt::format(
        "[observation]: expected elements that vary, found {} that are constant or missing; "
        "observe others",
        elements.size()));
}

std::vector<double> ObservedSystem::integrate(std::span<const double> initial, std::int64_t steps,
                                              bool spin_up,
                                              const std::function<void(double)>& progress) const {
    return seen(whole_->integrate(initial, steps, spin_up, progress));
}

std::vector<float> ObservedSystem::recorded(std::int64_t seed, std::int64_t number,
                                            std::int64_t steps) const {
    return seen(whole_->recorded(seed, number, steps));
}

template <class T>
std::vector<T> ObservedSystem::seen(const std::vector<T>& samples) const {
    const auto n = whole_->state_size();
    std::vector<T> some;
    some.reserve(samples.size() / n * elements_.size());
    for (std::size_t first = 0; first < samples.size(); first += n) {
        for (const auto element : elements_) {
            some.push_back(samples[first + static_cast<std::size_t>(element)]);
        }
    }
    return some;
}

std::vector<std::int64_t> observed_elements(const StateLayout& varying,
                                            const std::vector<std::string>& components,
                                            const std::vector<std::int64_t>& points) {
    const auto layout = whole_layout(varying);
    const std::set<std::string> wanted(components.begin(), components.end());
    for (const auto& name : wanted) {
        const auto known = [&](const StateComponent& one) { return one.name == name; };
        if (std::any_of(layout.components.begin(), layout.components.end(), known)) continue;
        throw InputError(
            fmt::format("observation.components: expected components of the states ({}), found "
                        "\"{}\"",
                        layout.component_names(), name));
    }
    for (std::size_t i = 1; i < points.size(); ++i) {
        if (points[i] > points[i - 1]) continue;
        throw InputError(fmt::format(
            "observation.points: expected points in increasing order, found {} after {}", points[i],
            points[i - 1]));
    }
    std::vector<std::int64_t> elements;
    const auto of_components = elements_of_components(layout);
    for (std::size_t c = 0; c < of_components.size(); ++c) {
        if (!wanted.empty() && !wanted.contains(layout.components[c].name)) continue;
        const auto& own = of_components[c];
        const auto add = [&](std::size_t point) {
            elements.push_back(static_cast<std::int64_t>(own[point]));
        };
        for (const auto point : points) {
            if (static_cast<std::size_t>(point) >= own.size()) {
                throw InputError(
                    fmt::format("observation.points: expected points of {}, from 0 to {}, found {}",
                                layout.components[c].name, own.size() - 1, point));
            }
            add(static_cast<std::size_t>(point));
        }
        for (std::size_t point = 0; point < own.size() && points.empty(); ++point) add(point);
    }
    std::sort(elements.begin(), elements.end());
    return elements;
}

}  // namespace lhits
