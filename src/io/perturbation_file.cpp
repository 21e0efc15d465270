#include "lhits/io/perturbation_file.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>
#include <utility>

#include "hdf5_data.hpp"
#include "hdf5_file.hpp"
#include "lhits/base/whole_state.hpp"

namespace lhits {
namespace {

using hdf5::Handle;
using hdf5::Problem;

constexpr const char* dataset_name = "perturbations";

/// The open dataset, after checking that it has two dimensions of floating-point numbers.
Handle open(const Handle& file) {
    if (H5Lexists(file.id(), dataset_name, H5P_DEFAULT) <= 0) {
        throw Problem(
            fmt::format("expected a dataset '{}' (member, state), or 'covariance' (state, state), "
                        "found neither",
                        dataset_name));
    }
    Handle dataset = hdf5::open_dataset(file.id(), dataset_name);
    const auto shape = hdf5::shape_of(dataset);
    const Handle type(H5Dget_type(dataset.id()), H5Tclose, "get a type");
    if (shape.size() != 2 || H5Tget_class(type.id()) != H5T_FLOAT) {
        throw Problem(fmt::format(
            "expected '{}' to hold floating-point numbers in two dimensions (member, state), found "
            "{} in the shape ({})",
            dataset_name, H5Tget_class(type.id()) == H5T_FLOAT ? "such" : "other values",
            fmt::join(shape, ", ")));
    }
    return dataset;
}

Handle open_file(const std::string& path) {
    return hdf5::open_any_file(path, "an HDF5 file with the perturbations of the members");
}

}  // namespace

std::vector<double> read_covariance(const std::string& path, const StateLayout& layout) {
    constexpr const char* name = "covariance";
    constexpr double rounding = 1e-5;
    std::vector<double> result;
    hdf5::reading(path, [&] {
        const Handle file = open_file(path);
        if (H5Lexists(file.id(), name, H5P_DEFAULT) <= 0) return;
        const Handle dataset = hdf5::open_dataset(file.id(), name);
        const auto shape = hdf5::shape_of(dataset);
        const auto whole = layout.whole_size();
        if (shape != hdf5::Shape{whole, whole}) {
            throw Problem(
                fmt::format("expected '{}' to be of the elements of a state, ({}, {}), "
                            "found the shape ({})",
                            name, whole, whole, fmt::join(shape, ", ")));
        }
        const auto values = hdf5::read_dataset<double>(dataset);
        for (std::size_t i = 0; i < whole; ++i) {
            for (std::size_t j = 0; j <= i; ++j) {
                const double one = values[i * whole + j], other = values[j * whole + i];
                const double scale =
                    std::sqrt(std::abs(values[i * whole + i] * values[j * whole + j]));
                if (std::abs(one - other) <= rounding * scale) continue;
                throw Problem(
                    fmt::format("expected '{}' to be finite and symmetric, found {:g} at "
                                "({}, {}) and {:g} at ({}, {})",
                                name, one, i, j, other, j, i));
            }
        }
        const auto varying = varying_elements(layout);
        for (const auto i : varying) {
            for (const auto j : varying) {
                result.push_back(
                    values[static_cast<std::size_t>(i) * whole + static_cast<std::size_t>(j)]);
            }
        }
    });
    return result;
}

void check_perturbations(const std::string& path, std::int64_t members, const StateLayout& layout) {
    const auto state_size = layout.whole_size();
    hdf5::reading(path, [&] {
        const Handle file = open_file(path);
        const auto shape = hdf5::shape_of(open(file));
        if (shape[0] >= static_cast<hsize_t>(members) && shape[1] == state_size) return;
        throw Problem(fmt::format(
            "expected '{}' to have at least {} members (forecast.members) and {} elements (of the "
            "state), found the shape ({})",
            dataset_name, members, state_size, fmt::join(shape, ", ")));
    });
}

std::vector<float> read_perturbations(const std::string& path, const StateLayout& layout,
                                      std::int64_t first, std::int64_t count) {
    std::vector<float> values;
    hdf5::reading(path, [&] {
        const Handle file = open_file(path);
        const Handle dataset = open(file);
        const auto width = hdf5::shape_of(dataset)[1];
        values.resize(static_cast<std::size_t>(count) * width);
        hdf5::read_block(dataset, H5T_NATIVE_FLOAT, values.data(), {static_cast<hsize_t>(first), 0},
                         {static_cast<hsize_t>(count), width});
        const auto varying = varying_elements(layout);
        values = some_elements(std::move(values), width, varying);
        for (std::size_t i = 0; i < values.size(); ++i) {
            if (std::isfinite(values[i])) continue;
            throw Problem(fmt::format("expected finite perturbations, found {} for member {}",
                                      values[i],
                                      first + static_cast<std::int64_t>(i / varying.size())));
        }
    });
    return values;
}

}  // namespace lhits
