#include "lhits/io/states_file.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <utility>

#include "hdf5_data.hpp"
#include "hdf5_file.hpp"
#include "lhits/base/error.hpp"
#include "lhits/base/log.hpp"
#include "lhits/base/number.hpp"
#include "lhits/base/trimmed.hpp"
#include "lhits/base/whole_state.hpp"
#include "lhits/io/data_source.hpp"
#include "named_as.hpp"
#include "opened_states.hpp"
#include "sources/own_source.hpp"
#include "state_file.hpp"

namespace lhits {
namespace {

/// A table of `lhits import` begins with names, a state as text with numbers.
bool is_table(const std::string& path) {
    if (named_as(path) != NamedAs::text) return false;
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
    switch (named_as(path)) {
        case NamedAs::hdf5: return Plain::hdf5;  // it says what is wrong
        case NamedAs::netcdf:
        case NamedAs::numpy:
        case NamedAs::matlab: return Plain::no;
        case NamedAs::text:
        case NamedAs::nothing: break;
    }
    return Plain::text;
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
    if (is_table(path)) return std::nullopt;
    const StatePoints points(coordinates);
    switch (kind_of(path, points)) {
        case Plain::text: return read_text_state(path, points);
        case Plain::hdf5: return read_hdf5_state(path, points);
        case Plain::no: break;
    }
    return std::nullopt;
}

/// Constant elements stay what they were in the training data, whatever a file says.
class OtherConstants {
public:
    explicit OtherConstants(const StateLayout& layout)
        : fixed_(layout.fixed), differs_(fixed_.at.size(), false) {}

    void compare(const std::vector<double>& whole) {
        constexpr double rounding = 1e-5;
        double size = 0.0;
        for (const double value : whole) size = std::max(size, std::abs(value));
        for (std::size_t i = 0; i < fixed_.at.size(); ++i) {
            if (std::isnan(fixed_.value[i])) continue;
            const double value = whole[static_cast<std::size_t>(fixed_.at[i])];
            const double off = std::abs(value - static_cast<double>(fixed_.value[i]));
            if (!(off > rounding * size)) continue;
            differs_[i] = true;
            if (off < most_) continue;
            most_ = off;
            worst_ = i;
            worst_value_ = value;
        }
    }

    void warn(const std::string& path) const {
        const auto others = std::count(differs_.begin(), differs_.end(), true);
        if (others == 0) return;
        log::warning(fmt::format(
            "{}: {} element(s) that never change in the training data have other values here "
            "(element {}: {:g}, there {:g}); forecasts keep those of the training data",
            path, others, fixed_.at[worst_], worst_value_, fixed_.value[worst_]));
    }

private:
    const FixedElements& fixed_;
    std::vector<bool> differs_;
    double most_ = 0.0;
    double worst_value_ = 0.0;
    std::size_t worst_ = 0;
};

/// States into rows, as they are read.
class Rows {
public:
    Rows(KnownStates& to, const RunHeader& origin)
        : to_(to),
          layout_(origin.coordinates),
          each_(origin.parameter_names.size()),
          varying_(varying_elements(layout_)),
          constants_(layout_) {}

    void add(std::vector<double> whole) {
        constants_.compare(whole);
        const auto own = some_elements(std::move(whole), layout_.whole_size(), varying_);
        to_.rows.insert(to_.rows.end(), own.begin(), own.end());
    }

    void add_parameters(std::int64_t state) {
        const auto own =
            std::span(to_.parameters).subspan(static_cast<std::size_t>(state) * each_, each_);
        to_.rows.insert(to_.rows.end(), own.begin(), own.end());
    }

    const OtherConstants& constants() const { return constants_; }

private:
    KnownStates& to_;
    const StateLayout& layout_;
    std::size_t each_;
    std::vector<std::int64_t> varying_;
    OtherConstants constants_;
};

}  // namespace

KnownStates read_states(const StatesRequest& request, const RunHeader& origin) {
    KnownStates result;
    Rows rows(result, origin);
    if (auto whole = plain_state(request.path, origin.coordinates)) {
        if (!origin.delays.empty() || request.at) {
            throw InputError(fmt::format("{}: expected states at several times ({}), found one",
                                         request.path,
                                         request.at ? "--at" : "the model has delays"));
        }
        result.count = 1;
        result.parameters = parameters_for(request, origin, 1, nullptr);
        rows.add(*std::move(whole));
        rows.add_parameters(0);
        rows.constants().warn(request.path);
        return result;
    }
    auto options = request.source;
    if (request.parameters.empty()) options.parameters = origin.parameter_names;
    const auto file = open_states(request.path, origin, std::move(options));
    const auto& shape = file->shape();
    result.count = shape.trajectories;
    result.parameters = parameters_for(request, origin, result.count, &shape);
    const auto time = file->time_of(request.at);
    if (!shape.at.empty()) result.time = shape.at[static_cast<std::size_t>(time)];
    for (std::int64_t i = 0; i < result.count; ++i) {
        rows.add(file->state(i, time));
        for (const auto delay : origin.delays)
            rows.add(file->state(i, file->time_before(time, delay)));
        rows.add_parameters(i);
    }
    rows.constants().warn(request.path);
    if (shape.times > 1 && !request.at) {
        const auto& choice = request.choice;
        result.notes.push_back(
            fmt::format("of {} times the last is taken{}{}", shape.times,
                        result.time ? fmt::format(", {:g}", *result.time) : "",
                        choice.empty() ? "" : "; choose another with " + choice));
    }
    result.notes.insert(result.notes.end(), file->notes().begin(), file->notes().end());
    return result;
}

}  // namespace lhits
