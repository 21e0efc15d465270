#include <fmt/format.h>

#include <array>
#include <algorithm>
#include <stdexcept>
#include <string_view>

#include "hdf5_data.hpp"
#include "hdf5_file.hpp"
#include "lhits/io/record.hpp"
#include "record_part.hpp"
#include "seal.hpp"

namespace lhits {
namespace {

using hdf5::check;
using hdf5::Handle;
using hdf5::Problem;

constexpr std::array<std::string_view, 4> reserved = {"format", "format_version", "lhits_version",
                                                      "git_revision"};

constexpr const char* long_name = "long_name";

bool is_reserved(const std::string& name) {
    return std::find(reserved.begin(), reserved.end(), name) != reserved.end();
}

void require_name(const std::string& name) {
    if (name.empty() || name.find('/') != std::string::npos) {
        throw std::invalid_argument("a record cannot hold the name '" + name + "'");
    }
}

void write_array(hid_t group, const std::string& name, const Array& array) {
    require_name(name);
    const hdf5::Shape shape(array.shape.begin(), array.shape.end());
    std::visit(
        [&]<class T>(const std::vector<T>& data) {
            if (hdf5::size_of(shape) != data.size()) {
                throw std::invalid_argument(fmt::format("array '{}': {} elements, {} by its shape",
                                                        name, data.size(), hdf5::size_of(shape)));
            }
            const Handle dataset = hdf5::write_dataset<T>(group, name, shape, data);
            if (array.long_name.empty()) return;
            hdf5::write_attribute(dataset.id(), long_name, array.long_name);
        },
        array.data);
}

void write_group(hid_t group, const Record& record) {
    for (const auto& [name, value] : record.texts) hdf5::write_attribute(group, name, value);
    for (const auto& [name, value] : record.numbers) hdf5::write_attribute(group, name, value);
    for (const auto& [name, value] : record.integers) hdf5::write_attribute(group, name, value);
    for (const auto& [name, array] : record.arrays) write_array(group, name, array);
    for (const auto& [name, child] : record.children) {
        require_name(name);
        write_group(hdf5::create_group(group, name).id(), child);
    }
}

void read_attributes(hid_t group, Record& record, bool top) {
    H5O_info_t info;
    check(H5Oget_info2(group, &info, H5O_INFO_NUM_ATTRS), "list the attributes");
    for (hsize_t i = 0; i < info.num_attrs; ++i) {
        const Handle attribute(
            H5Aopen_by_idx(group, ".", H5_INDEX_NAME, H5_ITER_INC, i, H5P_DEFAULT, H5P_DEFAULT),
            H5Aclose, "open an attribute");
        const auto name = hdf5::name_by([&](char* buffer, std::size_t size) {
            return H5Aget_name(attribute.id(), size, buffer);
        });
        if (top && is_reserved(name)) continue;
        const Handle type(H5Aget_type(attribute.id()), H5Tclose, "read the attribute " + name);
        switch (H5Tget_class(type.id())) {
            case H5T_STRING: record.texts[name] = hdf5::read_text(group, name); break;
            case H5T_FLOAT: record.numbers[name] = hdf5::read_number(group, name); break;
            case H5T_INTEGER: record.integers[name] = hdf5::read_integer(group, name); break;
            default: throw Problem("the attribute " + name + " has a type that lhits never writes");
        }
    }
}

Array read_array(hid_t group, const std::string& name) {
    const Handle dataset = hdf5::open_dataset(group, name);
    const Handle type(H5Dget_type(dataset.id()), H5Tclose, "read the dataset " + name);
    const auto shape = hdf5::shape_of(dataset);
    Array array;
    if (hdf5::has_attribute(dataset.id(), long_name)) {
        array.long_name = hdf5::read_text(dataset.id(), long_name);
    }
    array.shape.assign(shape.begin(), shape.end());
    const auto kind = H5Tget_class(type.id());
    if (kind == H5T_INTEGER) {
        array.data = hdf5::read_dataset<std::int64_t>(dataset);
    } else if (kind != H5T_FLOAT) {
        throw Problem("the dataset " + name + " has a type that lhits never writes");
    } else if (H5Tget_size(type.id()) == sizeof(float)) {
        array.data = hdf5::read_dataset<float>(dataset);
    } else {
        array.data = hdf5::read_dataset<double>(dataset);
    }
    return array;
}

Record read_group(hid_t group, bool top) {
    Record record;
    read_attributes(group, record, top);
    for (const auto& name : hdf5::names_in(group)) {
        H5O_info_t object;
        check(H5Oget_info_by_name2(group, name.c_str(), &object, H5O_INFO_BASIC, H5P_DEFAULT),
              "find " + name);
        if (object.type == H5O_TYPE_GROUP) {
            record.children[name] = read_group(hdf5::open_group(group, name).id(), false);
        } else {
            record.arrays[name] = read_array(group, name);
        }
    }
    return record;
}

}  // namespace

void write_record_part(const std::string& path, const std::string& format_name,
                       const Record& record, Flush flush) {
    const Handle image = hdf5::create_image(format_name);
    write_group(image.id(), record);
    hdf5::remove_part(path);
    hdf5::write_sealed_part(image, path, flush);
}

void write_record_file(const std::string& path, const std::string& format_name,
                       const Record& record, Flush flush) {
    hdf5::writing(path, [&] {
        write_record_part(path, format_name, record, flush);
        hdf5::publish(path, flush);
    });
}

Record read_record_file(const std::string& path, const std::string& format_name) {
    Record record;
    hdf5::reading(path, [&] {
        hdf5::check_seal(path);
        record = read_group(hdf5::open_file(path, format_name).id(), true);
    });
    return record;
}

}  // namespace lhits
