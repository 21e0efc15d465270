// Attributes, datasets and dimension scales.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "hdf5_handle.hpp"

namespace lhits::hdf5 {

/// How HDF5 calls the type in memory, which is also the one in our files.
template <class T>
hid_t native_type();
template <>
inline hid_t native_type<float>() {
    return H5T_NATIVE_FLOAT;
}
template <>
inline hid_t native_type<double>() {
    return H5T_NATIVE_DOUBLE;
}
template <>
inline hid_t native_type<std::int32_t>() {
    return H5T_NATIVE_INT32;
}
template <>
inline hid_t native_type<std::int64_t>() {
    return H5T_NATIVE_INT64;
}

using Shape = std::vector<hsize_t>;

/// The name that `get` (an HDF5 function that fills a buffer) gives.
template <class Get>
std::string name_by(Get get) {
    const auto length = get(nullptr, 0);
    if (length < 0) throw Problem("damaged: a name cannot be read");
    std::string name(static_cast<std::size_t>(length), '\0');
    get(name.data(), name.size() + 1);
    return name;
}

/// The names of what is in a group, sorted.
std::vector<std::string> names_in(hid_t group);

bool has_attribute(hid_t object, const std::string& name);
void write_attribute(hid_t object, const std::string& name, const std::string& value);
void write_attribute(hid_t object, const std::string& name, double value);
void write_attribute(hid_t object, const std::string& name, std::int64_t value);
void write_attribute(hid_t object, const std::string& name,
                     const std::vector<std::int64_t>& values);

/// Gives a dataset its long_name and its units ("1": dimensionless), as netCDF has them.
void describe(const Handle& dataset, const std::string& long_name, const std::string& units);

/// These throw Problem when there is no such attribute, or one of another type.
std::string read_text(hid_t object, const std::string& name);
/// Also one of fixed length, as netCDF writes them.
std::string read_foreign_text(hid_t object, const std::string& name);
/// The texts of an attribute with any number of them; none where there is no such attribute.
std::vector<std::string> read_foreign_texts(hid_t object, const std::string& name);
double read_number(hid_t object, const std::string& name);
std::int64_t read_integer(hid_t object, const std::string& name);
/// An attribute of one dimension.
std::vector<std::int64_t> read_integers(hid_t object, const std::string& name);

/// Of all attributes of `object`.
std::vector<std::string> attribute_names(hid_t object);
/// All attributes of `object` that are floating-point numbers.
std::map<std::string, double> read_numbers(hid_t object);

/// A contiguous dataset, never filled: it takes no room before it is written, or opened through
/// MPI-IO. An empty shape makes a scalar.
Handle create_dataset(hid_t group, const std::string& name, hid_t type, const Shape& shape);

/// Throws Problem when there is no such dataset.
Handle open_dataset(hid_t group, const std::string& name);
Shape shape_of(const Handle& dataset);
std::size_t size_of(const Shape& shape);

/// Writes or reads the block `count` at `start`; empty: all of it.
void write_block(const Handle& dataset, hid_t type, const void* data, const Shape& start = {},
                 const Shape& count = {});
void read_block(const Handle& dataset, hid_t type, void* data, const Shape& start = {},
                const Shape& count = {});

template <class T>
Handle write_dataset(hid_t group, const std::string& name, const Shape& shape,
                     std::span<const T> data) {
    Handle dataset = create_dataset(group, name, native_type<T>(), shape);
    if (!data.empty()) write_block(dataset, native_type<T>(), data.data());
    return dataset;
}

template <class T>
std::vector<T> read_dataset(const Handle& dataset) {
    std::vector<T> data(size_of(shape_of(dataset)));
    if (!data.empty()) read_block(dataset, native_type<T>(), data.data());
    return data;
}

/// A one-dimensional dataset that names a dimension after itself, with the values along it.
template <class T>
Handle write_scale(hid_t group, const std::string& name, std::span<const T> values);

/// The same with the values 0, 1, ..., count - 1.
Handle write_index_scale(hid_t group, const std::string& name, std::int64_t count);

/// A dataset over the dimensions of `scales`, in this order, attached to them.
Handle create_variable(hid_t group, const std::string& name, hid_t type,
                       const std::vector<const Handle*>& scales);

}  // namespace lhits::hdf5
