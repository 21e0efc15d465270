#include "record_reader.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "hdf5_data.hpp"
#include "hdf5_file.hpp"
#include "lhits/base/in_quotes.hpp"

namespace lhits {
namespace {

using hdf5::check;
using hdf5::Handle;
using hdf5::Problem;

/// Groups within groups; those that lhits writes are at most 4 deep.
constexpr int deepest = 16;

constexpr std::array<std::string_view, 4> reserved = {"format", "format_version", "lhits_version",
                                                      "git_revision"};

/// What H5Oget_info_by_name2() tells; HDF5 1.12 has changed the names.
#if H5_VERSION_GE(1, 12, 0)
using ObjectInfo = H5O_info1_t;
#else
using ObjectInfo = H5O_info_t;
#endif

/// How a dataset is stored: in one piece, in this file.
void require_plain(const Handle& dataset) {
    const Handle plan(H5Dget_create_plist(dataset.id()), H5Pclose, "find how data are stored");
    const auto layout = H5Pget_layout(plan.id());
    const char* found = nullptr;
    if (layout == H5D_VIRTUAL) found = "a view of other datasets";
    if (layout == H5D_CHUNKED) found = "chunks";
    if (H5Pget_external_count(plan.id()) != 0) found = "another file";
    if (found == nullptr) return;
    throw Problem(fmt::format(
        "expected data in one piece in this file, found {}; write it as lhits does (contiguous)",
        found));
}

/// The bytes of a number in the file.
std::size_t width_of(hid_t type) {
    const auto kind = H5Tget_class(type);
    const auto size = H5Tget_size(type);
    const bool real = kind == H5T_FLOAT && (size == sizeof(float) || size == sizeof(double));
    const bool integer = kind == H5T_INTEGER && size <= sizeof(std::int64_t);
    if (real || integer) return size;
    throw Problem("expected reals of 32 or 64 bits or integers, found another type");
}

}  // namespace

bool is_of_record(const std::string& name) {
    return std::find(reserved.begin(), reserved.end(), name) != reserved.end();
}

Record RecordReader::read(hid_t group, int depth) {
    if (depth > deepest) {
        throw Problem(fmt::format("expected groups at most {} deep, found deeper ones", deepest));
    }
    Record record;
    read_attributes(group, depth == 0, record);
    for (const auto& name : hdf5::names_in(group)) {
        require_own(group, name);
        ObjectInfo object;
        check(H5Oget_info_by_name2(group, name.c_str(), &object, H5O_INFO_BASIC, H5P_DEFAULT),
              "find " + in_quotes(name));
        if (!seen_.insert(object.addr).second) {
            throw Problem(in_quotes(name) +
                          ": expected an object of its own, found one of two names");
        }
        if (object.type == H5O_TYPE_GROUP) {
            record.children[name] = read(hdf5::open_group(group, name).id(), depth + 1);
        } else if (object.type == H5O_TYPE_DATASET) {
            record.arrays[name] = read_array(group, name);
        } else {
            throw Problem(in_quotes(name) + ": expected a group or a dataset, found neither");
        }
    }
    return record;
}

/// No link to elsewhere.
void RecordReader::require_own(hid_t group, const std::string& name) {
    H5L_info_t link;
    check(H5Lget_info(group, name.c_str(), &link, H5P_DEFAULT), "find " + in_quotes(name));
    if (link.type == H5L_TYPE_HARD) return;
    throw Problem(fmt::format("{}: expected a group or a dataset, found a link to {}",
                              in_quotes(name),
                              link.type == H5L_TYPE_SOFT ? "another name" : "another file"));
}

void RecordReader::read_attributes(hid_t group, bool top, Record& record) const {
    for (const auto& name : hdf5::attribute_names(group)) {
        if (top && is_of_record(name)) continue;
        const Handle attribute(H5Aopen(group, name.c_str(), H5P_DEFAULT), H5Aclose,
                               "open the attribute " + in_quotes(name));
        const Handle type(H5Aget_type(attribute.id()), H5Tclose,
                          "read the attribute " + in_quotes(name));
        switch (H5Tget_class(type.id())) {
            case H5T_STRING: record.texts[name] = hdf5::read_text(group, name); break;
            case H5T_FLOAT: record.numbers[name] = hdf5::read_number(group, name); break;
            case H5T_INTEGER: record.integers[name] = hdf5::read_integer(group, name); break;
            default:
                throw Problem(
                    fmt::format("the attribute {}: expected a text or a number, found "
                                "another type",
                                in_quotes(name)));
        }
    }
}

/// How many elements there are, of `width` bytes each, before anything is allocated for them.
std::size_t RecordReader::stored_size(const Handle& dataset, std::size_t width) const {
    const auto shape = hdf5::shape_of(dataset);
    const auto stored = H5Dget_storage_size(dataset.id());
    const bool empty = std::find(shape.begin(), shape.end(), hsize_t{0}) != shape.end();
    std::size_t bytes = empty ? 0 : width;
    for (const auto extent : shape) {
        if (bytes != 0 && extent > left_ / bytes) {
            throw Problem(fmt::format(
                "the shape ({}): expected at most the {} bytes that are left of the file's {}",
                fmt::join(shape, ", "), left_, size_));
        }
        bytes *= extent;
    }
    const auto offset = H5Dget_offset(dataset.id());
    const Handle plan(H5Dget_create_plist(dataset.id()), H5Pclose, "find how data are stored");
    const bool placed = H5Pget_layout(plan.id()) == H5D_COMPACT ||
                        (offset != HADDR_UNDEF && offset <= size_ && bytes <= size_ - offset);
    if (bytes > left_ || (bytes > 0 && (stored != bytes || !placed))) {
        throw Problem(fmt::format("the shape ({}): expected {} bytes in the file, found fewer",
                                  fmt::join(shape, ", "), bytes));
    }
    return bytes;
}

Array RecordReader::read_array(hid_t group, const std::string& name) {
    try {
        const Handle dataset = hdf5::open_dataset(group, name);
        require_plain(dataset);
        const Handle type(H5Dget_type(dataset.id()), H5Tclose, "read the type");
        const auto width = width_of(type.id());
        left_ -= stored_size(dataset, width);
        const auto shape = hdf5::shape_of(dataset);
        Array array;
        if (hdf5::has_attribute(dataset.id(), long_name_item)) {
            array.long_name = hdf5::read_text(dataset.id(), long_name_item);
        }
        array.shape.assign(shape.begin(), shape.end());
        if (H5Tget_class(type.id()) == H5T_INTEGER) {
            array.data = hdf5::read_dataset<std::int64_t>(dataset);
        } else if (width == sizeof(float)) {
            array.data = hdf5::read_dataset<float>(dataset);
        } else {
            array.data = hdf5::read_dataset<double>(dataset);
        }
        return array;
    } catch (const Problem& problem) {
        throw Problem(fmt::format("the dataset {}: {}", in_quotes(name), problem.what()));
    }
}

}  // namespace lhits
