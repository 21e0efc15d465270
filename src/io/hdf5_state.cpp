#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "hdf5_data.hpp"
#include "hdf5_file.hpp"
#include "lhits/base/in_quotes.hpp"
#include "state_file.hpp"

namespace lhits {
namespace {

using hdf5::Handle;
using hdf5::Problem;

/// What a file holds, for a message.
std::string contents(hid_t file) {
    constexpr std::size_t most = 10;
    const auto names = hdf5::names_in(file);
    if (names.empty()) return "nothing";
    std::vector<std::string> some;
    for (std::size_t i = 0; i < std::min(names.size(), most); ++i)
        some.push_back(in_quotes(names[i]));
    return fmt::format("{}{}", fmt::join(some, ", "), names.size() > most ? ", ..." : "");
}

std::string type_name(H5T_class_t kind) {
    switch (kind) {
        case H5T_INTEGER: return "integers";
        case H5T_STRING: return "text";
        case H5T_ENUM: return "an enumeration";
        case H5T_COMPOUND: return "compound values";
        default: return "another type";
    }
}

Handle open(hid_t file, const std::string& name, const StatePoints& points) {
    const auto names = hdf5::names_in(file);
    if (std::find(names.begin(), names.end(), name) == names.end()) {
        throw Problem(fmt::format(
            "expected the datasets {} and {}, found no '{}' (the file holds {}); name them so",
            fmt::join(points.axes(), ", "), fmt::join(points.components(), ", "), name,
            contents(file)));
    }
    return hdf5::open_dataset(file, name);
}

/// One value for each point, after checking that the dataset has them.
std::vector<double> read(hid_t file, const std::string& name, const StatePoints& points) {
    const Handle dataset = open(file, name, points);
    const auto shape = hdf5::shape_of(dataset);
    if (shape.size() != 1 || shape[0] != points.count()) {
        throw Problem(fmt::format(
            "expected '{}' to have one dimension of {} points, found the shape ({}); a file holds "
            "one state, on the grid of [system]",
            name, points.count(), fmt::join(shape, ", ")));
    }
    const Handle type(H5Dget_type(dataset.id()), H5Tclose, "get the type of " + name);
    if (const auto kind = H5Tget_class(type.id()); kind != H5T_FLOAT) {
        throw Problem(fmt::format(
            "expected '{}' to hold floating-point numbers, found {}; write it as float or double",
            name, type_name(kind)));
    }
    try {
        return hdf5::read_dataset<double>(dataset);
    } catch (const Problem& problem) {
        throw Problem(
            fmt::format("{}: {}; copy the file or write it again, compressed with gzip "
                        "or not at all",
                        name, problem.what()));
    }
}

/// Where the file says in which unit a dataset is, it must be ours.
void check_units(hid_t file, const std::string& name, const std::string& expected) {
    const Handle dataset = hdf5::open_dataset(file, name);
    if (!hdf5::has_attribute(dataset.id(), "units")) return;
    const auto without = [](const std::string& units) {
        return units.empty() || units == "dimensionless" ? "1" : units;
    };
    const auto found = without(hdf5::read_foreign_text(dataset.id(), "units"));
    if (found == without(expected)) return;
    throw Problem(fmt::format(
        "expected '{}' in the unit '{}', found '{}'; convert the values, or correct the attribute "
        "units",
        name, without(expected), found));
}

void check_places(const StatePoints& points, std::size_t component, std::size_t axis,
                  const std::vector<double>& places) {
    for (std::size_t i = 0; i < places.size(); ++i) {
        if (points.is_at(axis, component, i, places[i])) continue;
        throw Problem(fmt::format("expected {}, found {:.9g} at index {} of {}",
                                  points.expected_place(axis, component, i), places[i], i,
                                  points.axes()[axis]));
    }
}

}  // namespace

std::vector<double> read_hdf5_state(const std::string& path, const StatePoints& points) {
    std::vector<double> state(points.state_size());
    hdf5::reading(path, [&] {
        const Handle file =
            hdf5::open_any_file(path, "an HDF5 file as its name says (name text *.txt)");
        std::vector<std::vector<double>> places;
        for (const auto& axis : points.axes()) {
            places.push_back(read(file.id(), axis, points));
            check_units(file.id(), axis, points.units(axis));
        }
        for (std::size_t c = 0; c < points.components().size(); ++c) {
            for (std::size_t axis = 0; axis < places.size(); ++axis) {
                check_places(points, c, axis, places[axis]);
            }
            const auto& name = points.components()[c];
            const auto values = read(file.id(), name, points);
            check_units(file.id(), name, points.units(name));
            for (std::size_t i = 0; i < values.size(); ++i) {
                if (points.is_missing(c, i)) continue;
                if (!std::isfinite(values[i])) {
                    throw Problem(fmt::format(
                        "expected finite values, found {} in {} at index {} (x = {:.9g}); give "
                        "every point a value",
                        values[i], name, i, places.front()[i]));
                }
                state[points.element(c, i)] = values[i];
            }
        }
    });
    return state;
}

}  // namespace lhits
