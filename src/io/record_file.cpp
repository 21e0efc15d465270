#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <span>
#include <stdexcept>

#include "hdf5_data.hpp"
#include "hdf5_file.hpp"
#include "lhits/io/record.hpp"
#include "lhits/parallel/communicator.hpp"
#include "lhits/parallel/agree_on_errors.hpp"
#include "record_part.hpp"
#include "record_reader.hpp"

namespace lhits {
namespace {

using hdf5::Handle;
using hdf5::Problem;

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
            hdf5::write_attribute(dataset.id(), long_name_item, array.long_name);
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

std::string content_of(const std::string& path, const std::string& format_name) {
    hdf5::require_file(path, fmt::format("an HDF5 file of format '{}'", format_name));
    std::string bytes(std::filesystem::file_size(path), '\0');
    std::ifstream file(path, std::ios::binary);
    file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    if (!file) throw Problem("cannot be read to its end");
    return bytes;
}

Record read_content(const std::string& bytes, const std::string& format_name) {
    const auto content = std::as_bytes(std::span(bytes));
    const Handle file = hdf5::open_image(content, format_name);
    return RecordReader(content.size()).read(file.id());
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
        hdf5::Part part(path);
        write_record_part(path, format_name, record, flush);
        hdf5::publish(path, flush);
        part.keep();
    });
}

Record read_record_file(const std::string& path, const std::string& format_name) {
    Record record;
    hdf5::reading(path, [&] { record = read_content(content_of(path, format_name), format_name); });
    return record;
}

Record read_record_file(const std::string& path, const std::string& format_name,
                        const Communicator& ranks) {
    std::string bytes;
    on_root(ranks, [&] { hdf5::reading(path, [&] { bytes = content_of(path, format_name); }); });
    bytes = ranks.broadcast(bytes);
    Record record;
    agree_on_errors(
        ranks, [&] { hdf5::reading(path, [&] { record = read_content(bytes, format_name); }); });
    return record;
}

}  // namespace lhits
