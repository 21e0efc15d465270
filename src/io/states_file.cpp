#include "lhits/io/states_file.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <exception>
#include <fstream>

#include "hdf5_data.hpp"
#include "hdf5_file.hpp"
#include "lhits/base/error.hpp"
#include "lhits/base/number.hpp"
#include "lhits/base/trimmed.hpp"
#include "lhits/base/whole_state.hpp"
#include "lhits/base/words.hpp"
#include "lhits/io/data_source.hpp"
#include "sources/own_source.hpp"
#include "state_file.hpp"

namespace lhits {
namespace {

bool ends_with_one_of(const std::string& path, std::initializer_list<const char*> ends) {
    return std::any_of(ends.begin(), ends.end(),
                       [&](const char* end) { return path.ends_with(end); });
}

/// A table of `lhits import` begins with names, a state as text with numbers.
bool is_table(const std::string& path) {
    if (!ends_with_one_of(path, {".txt", ".dat", ".csv"})) return false;
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);) {
        const auto text = trimmed(std::string_view(line).substr(0, line.find('#')));
        if (text.empty()) continue;
        return !number_from(trimmed(text.substr(0, text.find_first_of(", \t")))).has_value();
    }
    return false;
}

/// Files that hold one state alone, as plainly as can be; others are for open_data_source().
enum class Plain { no, text, hdf5 };

/// An HDF5 file is plain unless it is ours, or a component has more dimensions than one.
Plain kind_of_hdf5(const std::string& path, const StatePoints& points) {
    if (!own_format(path).empty()) return Plain::no;
    Plain kind = Plain::hdf5;
    hdf5::reading(path, [&] {
        const auto file = hdf5::open_any_file(path, "an HDF5 file");
        const auto names = hdf5::names_in(file.id());
        const auto& name = points.components().front();
        if (std::find(names.begin(), names.end(), name) == names.end()) return;
        if (hdf5::shape_of(hdf5::open_dataset(file.id(), name)).size() > 1) kind = Plain::no;
    });
    return kind;
}

/// HDF5 by its content; what is named after no other kind is text.
Plain kind_of(const std::string& path, const StatePoints& points) {
    if (hdf5::is_hdf5(path)) return kind_of_hdf5(path, points);
    if (ends_with_one_of(path, {".h5", ".hdf5"})) return Plain::hdf5;  // it says what is wrong
    if (ends_with_one_of(path, {".npz", ".npy", ".mat", ".nc"})) return Plain::no;
    return Plain::text;
}

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

/// A file whose states are those of a layout.
class StatesFile {
public:
    /// `options` as the user gave them; components and parameters are those of `origin`.
    StatesFile(std::string path, const RunHeader& origin, SourceOptions options)
        : path_(std::move(path)), origin_(origin) {
        if (options.variables.empty()) {
            options.variables = words(origin.coordinates.component_names());
        }
        source_ = open_data_source(path_, options);
        notes_ = shape().notes;
    }

    /// Throws InputError unless the states are as those of `origin`.
    void check_layout() {
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

    const SourceShape& shape() const { return source_->shape(); }
    std::vector<std::string>& notes() { return notes_; }

    /// The number of the time `at`, or of the last one.
    std::int64_t time_of(const std::optional<double>& at) const {
        if (!at) return shape().times - 1;
        require_times("--at");
        return number_of(*at, "");
    }

    /// Of the time `steps` before the one number `time`.
    std::int64_t time_before(std::int64_t time, std::int64_t steps) const {
        require_times("the surrogate's delays");
        const double back = static_cast<double>(steps) * origin_.dt;
        return number_of(shape().at[static_cast<std::size_t>(time)] - back,
                         fmt::format(" (a delay of {} steps of {})", steps, origin_.dt));
    }

    /// A whole state.
    std::vector<double> state(std::int64_t trajectory, std::int64_t time) {
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

private:
    void require_times(const std::string& why) const {
        if (!shape().at.empty()) return;
        throw InputError(
            fmt::format("{}: expected times, for {}, found none in the file", path_, why));
    }

    std::int64_t number_of(double wanted, const std::string& why) const {
        const auto& times = shape().at;
        const double tolerance =
            1e-6 * std::max(origin_.dt, std::abs(wanted)) + shape().time_rounding;
        for (std::size_t i = 0; i < times.size(); ++i) {
            if (std::abs(times[i] - wanted) <= tolerance) return static_cast<std::int64_t>(i);
        }
        throw InputError(fmt::format(
            "{}: expected a state at time {:g}{}, found {} times from {:g} to {:g}; nothing is "
            "interpolated",
            path_, wanted, why, times.size(), times.front(), times.back()));
    }

    static std::string place_of(const StateLayout& layout, std::size_t element) {
        auto text = layout.components[static_cast<std::size_t>(layout.component[element])].name;
        for (const auto& axis : layout.axes) {
            text += fmt::format(", {} = {:g}", axis.name, axis.places[element]);
        }
        return text;
    }

    static std::string described(const StateLayout& layout) {
        auto text = layout.component_names();
        if (layout.grid.empty()) return text;
        for (std::size_t a = 0; a < layout.axes.size(); ++a) {
            text += fmt::format("{}{} of {}", a == 0 ? ", " : " x ", layout.grid[a],
                                layout.axes[a].name);
        }
        return text;
    }

    void check_places(const StateLayout& found, const StateLayout& wanted) {
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

    std::string path_;
    const RunHeader& origin_;
    std::unique_ptr<DataSource> source_;
    std::vector<std::string> notes_;
};

/// With times where there are any; else as one state.
std::unique_ptr<StatesFile> open_states(const std::string& path, const RunHeader& origin,
                                        SourceOptions options) {
    // If neither way fits, a file that could be read at least says best what is wrong.
    std::exception_ptr unread, misfit;
    for (const bool snapshots : {false, true}) {
        options.snapshots = snapshots;
        std::unique_ptr<StatesFile> file;
        try {
            file = std::make_unique<StatesFile>(path, origin, options);
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

/// The given parameters for all states, or those of the file.
std::vector<double> parameters_for(const StatesRequest& request, const RunHeader& origin,
                                   std::int64_t count, const SourceShape* shape) {
    const auto each = origin.parameter_names.size();
    const auto all = static_cast<std::size_t>(count) * each;
    if (each == 0) return {};
    if (request.parameters.empty() && shape != nullptr) return shape->parameters;
    std::vector<double> result;
    const auto& given = request.parameters;
    if (given.size() == all) return given;
    if (given.size() != each) {
        throw InputError(fmt::format(
            "--parameters: expected {} number(s) ({}), or as many for each of the {} states, found "
            "{}",
            each, fmt::join(origin.parameter_names, ", "), count, given.size()));
    }
    for (std::int64_t i = 0; i < count; ++i)
        result.insert(result.end(), given.begin(), given.end());
    return result;
}

/// One state alone, without times before.
std::optional<std::vector<double>> plain_state(const std::string& path,
                                               const StateLayout& coordinates) {
    const StatePoints points(coordinates);
    switch (kind_of(path, points)) {
        case Plain::text: return read_text_state(path, points);
        case Plain::hdf5: return read_hdf5_state(path, points);
        case Plain::no: break;
    }
    return std::nullopt;
}

void append(std::vector<float>& rows, std::vector<double> whole, const StateLayout& layout) {
    const auto own = some_elements(std::move(whole), layout.whole_size(), varying_elements(layout));
    rows.insert(rows.end(), own.begin(), own.end());
}

}  // namespace

KnownStates read_states(const StatesRequest& request, const RunHeader& origin) {
    KnownStates result;
    const auto add_parameters = [&](std::int64_t i) {
        const auto each = origin.parameter_names.size();
        const auto own =
            std::span(result.parameters).subspan(static_cast<std::size_t>(i) * each, each);
        result.rows.insert(result.rows.end(), own.begin(), own.end());
    };
    const auto whole =
        is_table(request.path) ? std::nullopt : plain_state(request.path, origin.coordinates);
    if (whole) {
        if (!origin.delays.empty() || request.at) {
            throw InputError(fmt::format("{}: expected states at several times ({}), found one",
                                         request.path,
                                         request.at ? "--at" : "the model has delays"));
        }
        result.count = 1;
        result.parameters = parameters_for(request, origin, 1, nullptr);
        append(result.rows, *whole, origin.coordinates);
        add_parameters(0);
        return result;
    }
    auto options = request.source;
    if (request.parameters.empty()) options.parameters = origin.parameter_names;
    const auto opened = open_states(request.path, origin, std::move(options));
    auto& file = *opened;
    result.count = file.shape().trajectories;
    result.parameters = parameters_for(request, origin, result.count, &file.shape());
    const auto time = file.time_of(request.at);
    const auto& times = file.shape().at;
    if (!times.empty()) result.time = times[static_cast<std::size_t>(time)];
    for (std::int64_t i = 0; i < result.count; ++i) {
        append(result.rows, file.state(i, time), origin.coordinates);
        for (const auto delay : origin.delays) {
            append(result.rows, file.state(i, file.time_before(time, delay)), origin.coordinates);
        }
        add_parameters(i);
    }
    if (file.shape().times > 1 && !request.at) {
        result.notes.push_back(fmt::format(
            "of {} times the last is taken{}; choose another with --at TIME", file.shape().times,
            result.time ? fmt::format(", {:g}", *result.time) : ""));
    }
    result.notes.insert(result.notes.end(), file.notes().begin(), file.notes().end());
    return result;
}

std::vector<double> read_single_state(const std::string& path, const StateLayout& coordinates) {
    if (auto whole = plain_state(path, coordinates)) return *std::move(whole);
    RunHeader header;
    header.coordinates = coordinates;
    header.dt = 1.0;
    const auto file = open_states(path, header, {});
    const auto& shape = file->shape();
    if (shape.trajectories * shape.times != 1) {
        throw InputError(fmt::format(
            "{}: expected one state, found {} trajectories of {} times; write one of them alone",
            path, shape.trajectories, shape.times));
    }
    return file->state(0, 0);
}

}  // namespace lhits
