#include "lhits/io/record.hpp"

#include <fmt/format.h>

#include <utility>

#include "lhits/base/error.hpp"

namespace lhits {
namespace {

template <class Map>
const auto& find(const Map& map, const std::string& name, const char* kind) {
    const auto found = map.find(name);
    if (found == map.end()) {
        throw InputError("expected the " + std::string(kind) + " '" + name + "', found none");
    }
    return found->second;
}

template <class T>
const std::vector<T>& values(const Array& array, const std::string& name, const char* type) {
    const auto* data = std::get_if<std::vector<T>>(&array.data);
    if (data == nullptr) {
        throw InputError("expected the array '" + name + "' to be of " + type +
                         ", found another type");
    }
    return *data;
}

template <class T>
Array make(std::vector<T> data, std::vector<std::size_t> shape) {
    if (shape.empty()) shape = {data.size()};
    return {std::move(shape), std::move(data)};
}

}  // namespace

const Array& Record::array(const std::string& name) const { return find(arrays, name, "array"); }

const std::vector<float>& Record::floats(const std::string& name) const {
    return values<float>(array(name), name, "32-bit reals");
}

const std::vector<double>& Record::doubles(const std::string& name) const {
    return values<double>(array(name), name, "64-bit reals");
}

const std::vector<std::int64_t>& Record::longs(const std::string& name) const {
    return values<std::int64_t>(array(name), name, "64-bit integers");
}

Reals Record::reals(const std::string& name) const {
    if (const auto* floats = std::get_if<std::vector<float>>(&array(name).data)) return *floats;
    return doubles(name);
}

const std::string& Record::text(const std::string& name) const { return find(texts, name, "text"); }

double Record::number(const std::string& name) const { return find(numbers, name, "number"); }

std::int64_t Record::integer(const std::string& name) const {
    return find(integers, name, "integer");
}

const Record& Record::child(const std::string& name) const { return find(children, name, "group"); }

void using_content_of(const std::string& path, const std::function<void()>& work) {
    try {
        work();
    } catch (const InputError& error) {
        throw InputError(
            fmt::format("{}: {}; the file is damaged: copy it again, or remove it and run again",
                        path, error.what()));
    }
}

std::size_t bytes_of(const Record& record) {
    std::size_t bytes = 0;
    for (const auto& [name, array] : record.arrays) {
        bytes +=
            std::visit([](const auto& data) { return data.size() * sizeof(data[0]); }, array.data);
    }
    for (const auto& [name, child] : record.children) bytes += bytes_of(child);
    return bytes;
}

void Record::put(const std::string& name, std::vector<float> data, std::vector<std::size_t> shape) {
    arrays[name] = make(std::move(data), std::move(shape));
}

void Record::put(const std::string& name, std::vector<double> data,
                 std::vector<std::size_t> shape) {
    arrays[name] = make(std::move(data), std::move(shape));
}

void Record::put(const std::string& name, std::vector<std::int64_t> data,
                 std::vector<std::size_t> shape) {
    arrays[name] = make(std::move(data), std::move(shape));
}

}  // namespace lhits
