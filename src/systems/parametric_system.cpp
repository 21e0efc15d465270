#include "lhits/systems/parametric_system.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "lhits/base/error.hpp"

namespace lhits {
namespace {

/// Beyond what initial_state() draws.
constexpr std::uint64_t first_draw = std::uint64_t{1} << 62U;

/// Of the points along an axis; a periodic one closes behind its last point.
double extent(const StateAxis& axis, bool periodic) {
    const auto& places = axis.places;
    const auto [low, high] = std::minmax_element(places.begin(), places.end());
    const double spacing = places.size() > 1 ? std::abs(places[1] - places[0]) : 0.0;
    return *high - *low + (periodic ? spacing : 0.0);
}

StateLayout in_parts_of_the_extent(StateLayout layout, bool periodic) {
    for (auto& axis : layout.axes) {
        const double whole = extent(axis, periodic);
        for (auto& place : axis.places) place /= whole;
        axis.units.assign(1, '1');
    }
    return layout;
}

bool same_places(const StateLayout& a, const StateLayout& b) {
    constexpr double rounding = 1e-9;
    const auto near = [](double p, double q) { return std::abs(p - q) <= rounding; };
    return std::equal(a.axes.begin(), a.axes.end(), b.axes.begin(), b.axes.end(),
                      [&](const StateAxis& one, const StateAxis& other) {
                          return std::equal(one.places.begin(), one.places.end(),
                                            other.places.begin(), other.places.end(), near);
                      });
}

/// What the layouts of all systems between two have in common.
StateLayout common_layout(const System& a, const System& b) {
    auto one = a.layout();
    const auto other = b.layout();
    if (one == other) return one;
    if (one.component == other.component) {
        auto in_parts = in_parts_of_the_extent(one, a.periodic());
        if (same_places(in_parts, in_parts_of_the_extent(other, b.periodic()))) return in_parts;
    }
    throw InputError(fmt::format(
        "parameters.names: expected parameters that leave the {} elements of a state what they "
        "are, found some that make them {}, or others; set these in [system] and keep them fixed",
        one.size(), other.size()));
}

}  // namespace

ParametricSystem::ParametricSystem(std::vector<std::string> names, std::vector<double> low,
                                   std::vector<double> high, ParametricFactory make)
    : names_(std::move(names)),
      low_(std::move(low)),
      high_(std::move(high)),
      make_(std::move(make)) {
    std::vector<double> mean(names_.size());
    for (std::size_t i = 0; i < mean.size(); ++i) mean[i] = 0.5 * (low_[i] + high_[i]);
    middle_ = make_(mean);
    const auto lowest = make_(low_);
    const auto highest = make_(high_);
    layout_ = common_layout(*lowest, *highest);
    if (lowest->dt() != highest->dt()) {
        throw InputError(fmt::format(
            "parameters.names: expected parameters that leave the time between samples alone, "
            "found {} for {} = {} and {} for {}; keep them fixed in [system]",
            lowest->dt(), fmt::join(names_, ", "), fmt::join(low_, ", "), highest->dt(),
            fmt::join(high_, ", ")));
    }
}

const System& ParametricSystem::with(std::span<const double> parameters) const {
    if (!last_ || !std::equal(parameters.begin(), parameters.end(), last_parameters_.begin())) {
        last_ = make_(parameters);
        last_parameters_.assign(parameters.begin(), parameters.end());
    }
    if (!last_) {
        throw Failure(fmt::format("{}: expected a cheaper solver with {} = {}, found none", kind(),
                                  fmt::join(names_, ", "), fmt::join(parameters, ", ")));
    }
    return *last_;
}

std::vector<double> ParametricSystem::draw_parameters(const RandomStream& stream) const {
    std::vector<double> drawn(names_.size());
    for (std::size_t i = 0; i < drawn.size(); ++i) {
        drawn[i] = low_[i] + (high_[i] - low_[i]) * stream.uniform(first_draw + i);
    }
    return drawn;
}

std::vector<double> ParametricSystem::initial_state(const RandomStream& stream) const {
    return initial_state_with(draw_parameters(stream), stream);
}

std::vector<double> ParametricSystem::initial_state_with(std::span<const double> parameters,
                                                         const RandomStream& stream) const {
    auto state = with(parameters).initial_state(stream);
    state.insert(state.end(), parameters.begin(), parameters.end());
    return state;
}

std::vector<double> ParametricSystem::integrate(std::span<const double> initial, std::int64_t steps,
                                                bool spin_up,
                                                const std::function<void(double)>& progress) const {
    const std::size_t members = members_of(initial);
    const std::size_t n = state_size();
    const auto start_of = [&](std::size_t m) {
        return initial.subspan(m * start_size(), start_size());
    };
    const auto parameters_of = [&](std::size_t m) { return start_of(m).last(names_.size()); };
    std::vector<double> samples;
    std::vector<double> states;
    for (std::size_t first = 0; first < members;) {
        states.clear();
        std::size_t end = first;
        const auto mu = parameters_of(first);
        while (end < members && std::equal(mu.begin(), mu.end(), parameters_of(end).begin())) {
            const auto state = start_of(end++).first(n);
            states.insert(states.end(), state.begin(), state.end());
        }
        const auto part = [&](double fraction) {
            if (!progress) return;
            const double done =
                static_cast<double>(first) + fraction * static_cast<double>(end - first);
            progress(done / static_cast<double>(members));
        };
        const auto result = with(mu).integrate(states, steps, spin_up, part);
        samples.insert(samples.end(), result.begin(), result.end());
        first = end;
    }
    return samples;
}

std::unique_ptr<System> ParametricSystem::coarser(int level) const {
    const auto make = [make = make_, level](std::span<const double> parameters) {
        return make(parameters)->coarser(level);
    };
    for (const auto& edge : {low_, high_}) {
        if (!make(edge)) return nullptr;
    }
    return std::make_unique<ParametricSystem>(names_, low_, high_, make);
}

}  // namespace lhits
