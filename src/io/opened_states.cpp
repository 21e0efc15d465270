#include "opened_states.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <exception>
#include <utility>

#include "lhits/base/error.hpp"
#include "lhits/base/whole_state.hpp"
#include "lhits/base/words.hpp"
#include "state_points.hpp"

namespace lhits {
namespace {

/// Whether the places along an axis are numbers of points, as of a file without any.
bool are_numbers(const StateLayout& layout, std::size_t axis) {
    const auto& places = layout.axes[axis].places;
    const auto points = layout.grid.empty() ? layout.size() / layout.components.size()
                                            : static_cast<std::size_t>(layout.grid.at(axis));
    const auto [low, high] = std::minmax_element(places.begin(), places.end());
    return *low == 0.0 && *high == static_cast<double>(points - 1) &&
           std::all_of(places.begin(), places.end(),
                       [](double place) { return place == std::floor(place); });
}

std::string place_of(const StateLayout& layout, std::size_t element) {
    auto text = layout.components[static_cast<std::size_t>(layout.component[element])].name;
    for (const auto& axis : layout.axes) {
        text += fmt::format(", {} = {:g}", axis.name, axis.places[element]);
    }
    return text;
}

std::string described(const StateLayout& layout) {
    auto text = layout.component_names();
    if (layout.grid.empty()) return text;
    for (std::size_t a = 0; a < layout.axes.size(); ++a) {
        text +=
            fmt::format("{}{} of {}", a == 0 ? ", " : " x ", layout.grid[a], layout.axes[a].name);
    }
    return text;
}

}  // namespace

OpenedStates::OpenedStates(std::string path, const RunHeader& origin, SourceOptions options)
    : path_(std::move(path)), origin_(origin) {
    if (options.variables.empty()) options.variables = words(origin.coordinates.component_names());
    source_ = open_data_source(path_, options);
    notes_ = shape().notes;
}

void OpenedStates::check_layout() {
    const auto& found = shape().layout;
    const auto wanted = whole_layout(origin_.coordinates);
    const auto refuse = [&](const std::string& expected, const std::string& given) {
        throw InputError(
            fmt::format("{}: expected {}, as the model has, found {}", path_, expected, given));
    };
    if (found.size() != wanted.size() || found.component != wanted.component) {
        refuse(fmt::format("states of {} values ({})", wanted.size(), described(wanted)),
               fmt::format("{} ({})", found.size(), described(found)));
    }
    for (std::size_t c = 0; c < wanted.components.size(); ++c) {
        const auto& [name, units] = wanted.components[c];
        if (found.components[c].units == units) continue;
        if (found.components[c].units == "1") {
            notes_.push_back(fmt::format("{} has no units; taken to be in {}", name, units));
            continue;
        }
        refuse(fmt::format("{} in {}", name, units), found.components[c].units);
    }
    check_places(found, wanted);
}

void OpenedStates::check_places(const StateLayout& found, const StateLayout& wanted) {
    const StatePoints points(origin_.coordinates);
    const auto elements = elements_of_components(wanted);
    for (std::size_t a = 0; a < wanted.axes.size(); ++a) {
        const auto& name = wanted.axes[a].name;
        bool same = found.axes.size() == wanted.axes.size();
        std::string first;
        for (std::size_t c = 0; same && c < elements.size(); ++c) {
            for (std::size_t p = 0; same && p < elements[c].size(); ++p) {
                const double place = found.axes[a].places[elements[c][p]];
                same = points.is_at(a, c, p, place);
                if (!same)
                    first = fmt::format("expected {}, found {:.9g} at point {}",
                                        points.expected_place(a, c, p), place, p);
            }
        }
        if (same) continue;
        const bool numbered = found.axes.size() != wanted.axes.size() || are_numbers(found, a);
        if (!numbered || (!found.grid.empty() && found.grid != wanted.grid)) {
            throw InputError(fmt::format("{}: {}", path_, first));
        }
        notes_.push_back(
            fmt::format("the file has no places along {}; its points are taken to be those of "
                        "the model, in order",
                        name));
    }
}

std::int64_t OpenedStates::time_of(const std::optional<double>& at) const {
    if (!at) return shape().times - 1;
    require_times("--at");
    return number_of(*at, "");
}

std::int64_t OpenedStates::time_before(std::int64_t time, std::int64_t steps) const {
    require_times("the surrogate's delays");
    const double back = static_cast<double>(steps) * origin_.dt;
    return number_of(shape().at[static_cast<std::size_t>(time)] - back,
                     fmt::format(" (a delay of {} steps of {})", steps, origin_.dt));
}

std::vector<double> OpenedStates::state(std::int64_t trajectory, std::int64_t time) {
    std::vector<double> whole(shape().layout.size());
    source_->read(trajectory, time, 1, whole);
    const auto& fixed = origin_.coordinates.fixed;
    for (std::size_t i = 0; i < whole.size(); ++i) {
        if (std::isfinite(static_cast<float>(whole[i]))) continue;
        const auto element = static_cast<std::int64_t>(i);
        if (std::binary_search(fixed.at.begin(), fixed.at.end(), element)) continue;
        throw InputError(
            fmt::format("{}: expected finite values, found {} in trajectory {}, time index {}, "
                        "element {} ({}); fill it",
                        path_, whole[i], trajectory, time, i, place_of(shape().layout, i)));
    }
    return whole;
}

void OpenedStates::require_times(const std::string& why) const {
    if (!shape().at.empty()) return;
    throw InputError(fmt::format("{}: expected times, for {}, found none in the file", path_, why));
}

std::int64_t OpenedStates::number_of(double wanted, const std::string& why) const {
    const auto& times = shape().at;
    const double tolerance = 1e-6 * std::max(origin_.dt, std::abs(wanted)) + shape().time_rounding;
    for (std::size_t i = 0; i < times.size(); ++i) {
        if (std::abs(times[i] - wanted) <= tolerance) return static_cast<std::int64_t>(i);
    }
    throw InputError(fmt::format(
        "{}: expected a state at time {:g}{}, found {} times from {:g} to {:g}; nothing is "
        "interpolated",
        path_, wanted, why, times.size(), times.front(), times.back()));
}

std::unique_ptr<OpenedStates> open_states(const std::string& path, const RunHeader& origin,
                                          SourceOptions options) {
    // If neither way fits, a file that could be read at least says best what is wrong.
    std::exception_ptr unread, misfit;
    for (const bool snapshots : {false, true}) {
        options.snapshots = snapshots;
        std::unique_ptr<OpenedStates> file;
        try {
            file = std::make_unique<OpenedStates>(path, origin, options);
        } catch (const InputError&) {
            if (!unread) unread = std::current_exception();
            continue;
        }
        try {
            file->check_layout();
            return file;
        } catch (const InputError&) {
            if (!misfit) misfit = std::current_exception();
        }
    }
    std::rethrow_exception(misfit ? misfit : unread);
}

}  // namespace lhits
