#include "hdf5_data.hpp"

#include <fmt/format.h>
#include <hdf5_hl.h>

#include <algorithm>
#include <numeric>

#include "hdf5_text.hpp"

namespace lhits::hdf5 {
namespace {

/// Variable-length UTF-8: has no limit of 64 KiB in an attribute, as a deck might need.
Handle text_type() {
    Handle type(H5Tcopy(H5T_C_S1), H5Tclose, "make a text type");
    check(H5Tset_size(type.id(), H5T_VARIABLE), "make a text type");
    check(H5Tset_cset(type.id(), H5T_CSET_UTF8), "make a text type");
    return type;
}

void write_scalar(hid_t object, const std::string& name, hid_t type, const void* value) {
    const std::string action = "write the attribute " + name;
    if (has_attribute(object, name)) check(H5Adelete(object, name.c_str()), action);
    const Handle space(H5Screate(H5S_SCALAR), H5Sclose, action);
    const Handle attribute(
        H5Acreate2(object, name.c_str(), type, space.id(), H5P_DEFAULT, H5P_DEFAULT), H5Aclose,
        action);
    check(H5Awrite(attribute.id(), type, value), action);
}

/// Opens a scalar attribute of the given class.
Handle open_scalar(hid_t object, const std::string& name, H5T_class_t expected, const char* word) {
    if (!has_attribute(object, name)) {
        throw Problem(fmt::format("expected the attribute '{}', found none", name));
    }
    const std::string action = "read the attribute " + name;
    Handle attribute(H5Aopen(object, name.c_str(), H5P_DEFAULT), H5Aclose, action);
    const Handle type(H5Aget_type(attribute.id()), H5Tclose, action);
    const Handle space(H5Aget_space(attribute.id()), H5Sclose, action);
    if (H5Tget_class(type.id()) != expected || H5Sget_simple_extent_npoints(space.id()) != 1) {
        throw Problem(
            fmt::format("expected the attribute '{}' to be {}, found another type", name, word));
    }
    return attribute;
}

Handle selection(const Handle& dataset, const Shape& start, const Shape& count,
                 const std::string& action) {
    Handle space(H5Dget_space(dataset.id()), H5Sclose, action);
    if (!count.empty()) {
        check(H5Sselect_hyperslab(space.id(), H5S_SELECT_SET, start.data(), nullptr, count.data(),
                                  nullptr),
              action);
    }
    return space;
}

Handle memory_of(const Handle& selected, const std::string& action) {
    const auto points = static_cast<hsize_t>(H5Sget_select_npoints(selected.id()));
    return {H5Screate_simple(1, &points, nullptr), H5Sclose, action};
}

}  // namespace

std::vector<std::string> names_in(hid_t group) {
    H5G_info_t info;
    check(H5Gget_info(group, &info), "list a group");
    std::vector<std::string> names;
    for (hsize_t i = 0; i < info.nlinks; ++i) {
        names.push_back(name_by([&](char* buffer, std::size_t size) {
            return H5Lget_name_by_idx(group, ".", H5_INDEX_NAME, H5_ITER_INC, i, buffer, size,
                                      H5P_DEFAULT);
        }));
    }
    return names;
}

bool has_attribute(hid_t object, const std::string& name) {
    return H5Aexists(object, name.c_str()) > 0;
}

void write_attribute(hid_t object, const std::string& name, const std::string& value) {
    const char* text = value.c_str();
    write_scalar(object, name, text_type().id(), &text);
}

void write_attribute(hid_t object, const std::string& name, double value) {
    write_scalar(object, name, H5T_NATIVE_DOUBLE, &value);
}

void write_attribute(hid_t object, const std::string& name, std::int64_t value) {
    write_scalar(object, name, H5T_NATIVE_INT64, &value);
}

void write_attribute(hid_t object, const std::string& name,
                     const std::vector<std::int64_t>& values) {
    const std::string action = "write the attribute " + name;
    const hsize_t count = values.size();
    const Handle space(H5Screate_simple(1, &count, nullptr), H5Sclose, action);
    const Handle attribute(
        H5Acreate2(object, name.c_str(), H5T_NATIVE_INT64, space.id(), H5P_DEFAULT, H5P_DEFAULT),
        H5Aclose, action);
    check(H5Awrite(attribute.id(), H5T_NATIVE_INT64, values.data()), action);
}

void describe(const Handle& dataset, const std::string& long_name, const std::string& units) {
    write_attribute(dataset.id(), "long_name", long_name);
    write_attribute(dataset.id(), "units", units);
}

std::string read_text(hid_t object, const std::string& name) {
    const Handle attribute = open_scalar(object, name, H5T_STRING, "a text");
    const Handle type(H5Aget_type(attribute.id()), H5Tclose, "read the attribute " + name);
    if (H5Tis_variable_str(type.id()) > 0) return read_heap_text(attribute);
    throw Problem(
        fmt::format("expected the attribute '{}' to be a text, found another type", name));
}

std::string read_foreign_text(hid_t object, const std::string& name) {
    const Handle attribute = open_scalar(object, name, H5T_STRING, "a text");
    const Handle type(H5Aget_type(attribute.id()), H5Tclose, "read the attribute " + name);
    if (H5Tis_variable_str(type.id()) > 0) return read_heap_text(attribute);
    constexpr std::size_t longest = 1024;
    const auto size = H5Tget_size(type.id());
    if (size > longest) {
        throw Problem(fmt::format("expected the attribute '{}' to have at most {} bytes, found {}",
                                  name, longest, size));
    }
    std::string text(size, '\0');
    check(H5Aread(attribute.id(), type.id(), text.data()), "read the attribute " + name);
    return text.substr(0, text.find('\0'));
}

std::vector<std::string> read_foreign_texts(hid_t object, const std::string& name) {
    if (!has_attribute(object, name)) return {};
    const std::string action = "read the attribute " + name;
    const Handle attribute(H5Aopen(object, name.c_str(), H5P_DEFAULT), H5Aclose, action);
    const Handle type(H5Aget_type(attribute.id()), H5Tclose, action);
    if (H5Tget_class(type.id()) != H5T_STRING) return {};
    if (H5Tis_variable_str(type.id()) > 0) return read_heap_texts(attribute);
    const Handle space(H5Aget_space(attribute.id()), H5Sclose, action);
    const auto count = H5Sget_simple_extent_npoints(space.id());
    const auto size = H5Tget_size(type.id());
    std::string all(size * static_cast<std::size_t>(std::max<hssize_t>(0, count)), '\0');
    check(H5Aread(attribute.id(), type.id(), all.data()), action);
    std::vector<std::string> texts;
    for (std::size_t at = 0; at < all.size(); at += size) {
        texts.emplace_back(all.substr(at, size).c_str());  // to the first 0
    }
    return texts;
}

double read_number(hid_t object, const std::string& name) {
    const Handle attribute = open_scalar(object, name, H5T_FLOAT, "a number");
    double value = 0.0;
    check(H5Aread(attribute.id(), H5T_NATIVE_DOUBLE, &value), "read the attribute " + name);
    return value;
}

std::int64_t read_integer(hid_t object, const std::string& name) {
    const Handle attribute = open_scalar(object, name, H5T_INTEGER, "an integer");
    std::int64_t value = 0;
    check(H5Aread(attribute.id(), H5T_NATIVE_INT64, &value), "read the attribute " + name);
    return value;
}

std::vector<std::int64_t> read_integers(hid_t object, const std::string& name) {
    const std::string action = "read the attribute " + name;
    const Handle attribute(H5Aopen(object, name.c_str(), H5P_DEFAULT), H5Aclose, action);
    const Handle type(H5Aget_type(attribute.id()), H5Tclose, action);
    const Handle space(H5Aget_space(attribute.id()), H5Sclose, action);
    if (H5Tget_class(type.id()) != H5T_INTEGER || H5Sget_simple_extent_ndims(space.id()) != 1) {
        throw Problem(
            fmt::format("expected the attribute '{}' to be integers, found another type", name));
    }
    std::vector<std::int64_t> values(
        static_cast<std::size_t>(H5Sget_simple_extent_npoints(space.id())));
    check(H5Aread(attribute.id(), H5T_NATIVE_INT64, values.data()), action);
    return values;
}

std::vector<std::string> attribute_names(hid_t object) {
    std::vector<std::string> names;
    const auto note = [](hid_t, const char* name, const H5A_info_t*, void* list) -> herr_t {
        static_cast<std::vector<std::string>*>(list)->emplace_back(name);
        return 0;
    };
    check(H5Aiterate2(object, H5_INDEX_NAME, H5_ITER_INC, nullptr, note, &names),
          "list the attributes");
    return names;
}

std::map<std::string, double> read_numbers(hid_t object) {
    std::map<std::string, double> numbers;
    for (const auto& name : attribute_names(object)) {
        const Handle attribute(H5Aopen(object, name.c_str(), H5P_DEFAULT), H5Aclose,
                               "open the attribute " + name);
        const Handle type(H5Aget_type(attribute.id()), H5Tclose, "read the attribute " + name);
        if (H5Tget_class(type.id()) == H5T_FLOAT) numbers[name] = read_number(object, name);
    }
    return numbers;
}

Handle create_dataset(hid_t group, const std::string& name, hid_t type, const Shape& shape) {
    const std::string action = "create the dataset " + name;
    const Handle space(
        shape.empty() ? H5Screate(H5S_SCALAR)
                      : H5Screate_simple(static_cast<int>(shape.size()), shape.data(), nullptr),
        H5Sclose, action);
    const Handle creation(H5Pcreate(H5P_DATASET_CREATE), H5Pclose, action);
    check(H5Pset_fill_time(creation.id(), H5D_FILL_TIME_NEVER), action);
    check(H5Pset_attr_creation_order(creation.id(), H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED),
          action);
    return {
        H5Dcreate2(group, name.c_str(), type, space.id(), H5P_DEFAULT, creation.id(), H5P_DEFAULT),
        H5Dclose, action};
}

Handle open_dataset(hid_t group, const std::string& name) {
    return {H5Dopen2(group, name.c_str(), H5P_DEFAULT), H5Dclose,
            "find the dataset " + name + ": expected one"};
}

Shape shape_of(const Handle& dataset) {
    const Handle space(H5Dget_space(dataset.id()), H5Sclose, "get the shape of a dataset");
    const int rank = H5Sget_simple_extent_ndims(space.id());
    check(rank, "get the shape of a dataset");
    Shape shape(static_cast<std::size_t>(rank));
    check(H5Sget_simple_extent_dims(space.id(), shape.data(), nullptr),
          "get the shape of a dataset");
    return shape;
}

std::size_t size_of(const Shape& shape) {
    return std::accumulate(shape.begin(), shape.end(), std::size_t{1}, std::multiplies<>());
}

void write_block(const Handle& dataset, hid_t type, const void* data, const Shape& start,
                 const Shape& count) {
    const std::string action = "write data";
    const Handle file = selection(dataset, start, count, action);
    const Handle memory = memory_of(file, action);
    check(H5Dwrite(dataset.id(), type, memory.id(), file.id(), H5P_DEFAULT, data), action);
}

void read_block(const Handle& dataset, hid_t type, void* data, const Shape& start,
                const Shape& count) {
    const std::string action = "read data";
    const Handle file = selection(dataset, start, count, action);
    const Handle memory = memory_of(file, action);
    check(H5Dread(dataset.id(), type, memory.id(), file.id(), H5P_DEFAULT, data), action);
}

template <class T>
Handle write_scale(hid_t group, const std::string& name, std::span<const T> values) {
    Handle scale = write_dataset<T>(group, name, {values.size()}, values);
    check(H5DSset_scale(scale.id(), name.c_str()), "make the dimension " + name);
    return scale;
}
template Handle write_scale(hid_t, const std::string&, std::span<const double>);
template Handle write_scale(hid_t, const std::string&, std::span<const std::int32_t>);
template Handle write_scale(hid_t, const std::string&, std::span<const std::int64_t>);

Handle write_index_scale(hid_t group, const std::string& name, std::int64_t count) {
    std::vector<std::int32_t> indices(static_cast<std::size_t>(count));
    std::iota(indices.begin(), indices.end(), 0);
    return write_scale<std::int32_t>(group, name, indices);
}

Handle create_variable(hid_t group, const std::string& name, hid_t type,
                       const std::vector<const Handle*>& scales) {
    Shape shape;
    for (const Handle* scale : scales) shape.push_back(size_of(shape_of(*scale)));
    Handle variable = create_dataset(group, name, type, shape);
    for (unsigned axis = 0; axis < scales.size(); ++axis) {
        check(H5DSattach_scale(variable.id(), scales[axis]->id(), axis),
              "name the dimensions of " + name);
    }
    return variable;
}

}  // namespace lhits::hdf5
