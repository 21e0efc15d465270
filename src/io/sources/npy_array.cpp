#include "npy_array.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <functional>
#include <numeric>
#include <utility>

#include "../mapped_file.hpp"
#include "array_runs.hpp"
#include "complex_parts.hpp"
#include "lhits/base/error.hpp"
#include "lhits/base/in_quotes.hpp"
#include "utf8_text.hpp"

namespace lhits {
namespace {

using hdf5::Handle;
using hdf5::Problem;

constexpr const char* magic = "\x93NUMPY";
constexpr std::size_t magic_size = 6;

/// What follows 'key': in the head, a Python dictionary, up to the comma after it.
std::string value_of(const std::string& head, const std::string& key) {
    const auto at = head.find("'" + key + "':");
    if (at == std::string::npos) {
        throw Problem(
            fmt::format("damaged: expected the key '{}' in the head of an array, found {}", key,
                        in_quotes(head)));
    }
    const auto begin = head.find_first_not_of(' ', at + key.size() + 3);
    const char opening = begin == std::string::npos ? ' ' : head[begin];
    const char closing = opening == '(' ? ')' : opening == '[' ? ']' : ',';
    const auto end = head.find(closing, begin);
    if (end == std::string::npos) throw Problem("damaged: the head of an array is cut off");
    return head.substr(begin, end - begin);
}

/// IEEE 754's binary16, which HDF5 has no name for.
hid_t half_precision() {
    const hid_t type = H5Tcopy(H5T_IEEE_F32LE);
    H5Tset_fields(type, 15, 10, 5, 0, 10);
    H5Tset_size(type, 2);
    H5Tset_ebias(type, 15);
    return type;
}

[[noreturn]] void refuse_type(const std::string& descr, const std::string& code) {
    const auto kind = code.empty() ? ' ' : code.front();
    const auto dtype = fmt::format(" (dtype {})", in_quotes(code));
    if (descr.starts_with("[")) {
        throw UnreadType("a structured array",
                         "save each field as an array: numpy.savez(path, **{name: a[name] for name "
                         "in a.dtype.names})");
    }
    switch (kind) {
        case 'O':
            throw UnreadType("Python objects" + dtype,
                             "make arrays of numbers of them, as numpy.stack(list(a)) does of "
                             "arrays of one shape");
        case 'U':
        case 'S': throw UnreadType("text" + dtype, "save numbers");
        case 'b':
            throw UnreadType("true and false values" + dtype, "convert it with astype(\"int8\")");
        case 'M':
        case 'm':
            throw UnreadType("dates or time spans" + dtype,
                             "save numbers: (t - t[0]) / numpy.timedelta64(1, \"s\")");
        case 'c': throw UnreadType("numbers" + dtype, "convert it with astype(\"complex128\")");
        default: throw UnreadType("values" + dtype, "convert it with astype(\"float64\")");
    }
}

/// "<f8" as HDF5 calls it; of a complex number the type of its parts.
Handle type_of(const std::string& descr) {
    const auto code = descr.size() > 3 ? descr.substr(2, descr.size() - 3) : std::string();
    const auto known = [&]() -> hid_t {
        if (code == "f2") return half_precision();
        if (code == "f4" || code == "c8") return H5Tcopy(H5T_IEEE_F32LE);
        if (code == "f8" || code == "c16") return H5Tcopy(H5T_IEEE_F64LE);
        if (code == "i1") return H5Tcopy(H5T_STD_I8LE);
        if (code == "i2") return H5Tcopy(H5T_STD_I16LE);
        if (code == "i4") return H5Tcopy(H5T_STD_I32LE);
        if (code == "i8") return H5Tcopy(H5T_STD_I64LE);
        if (code == "u1") return H5Tcopy(H5T_STD_U8LE);
        if (code == "u2") return H5Tcopy(H5T_STD_U16LE);
        if (code == "u4") return H5Tcopy(H5T_STD_U32LE);
        if (code == "u8") return H5Tcopy(H5T_STD_U64LE);
        refuse_type(descr, code);
    };
    Handle type(known(), H5Tclose, "make a type");
    if (descr[1] == '>') H5Tset_order(type.id(), H5T_ORDER_BE);
    return type;
}

Indices shape_of(const std::string& tuple) {
    Indices shape;
    const char* at = tuple.data() + 1;
    const char* const end = tuple.data() + tuple.size();
    while (at < end) {
        std::int64_t size = 0;
        const auto result = std::from_chars(at, end, size);
        if (result.ec != std::errc{} || size < 0) {
            throw Problem(fmt::format("damaged: expected the shape of an array, found {})", tuple));
        }
        shape.push_back(size);
        at = std::find_if(result.ptr, end, [](char c) { return c >= '0' && c <= '9'; });
    }
    return shape;
}

class NpyFile final : public ArrayFile {
public:
    NpyFile(const std::string& path, const std::string& name) : path_(path), file_(path) {
        hdf5::reading(path_, [&] {
            add(name, NpyArray::Part::real);
            if (arrays_.front()->is_complex()) add(name, NpyArray::Part::imaginary);
        });
        if (variables_.size() == 1) variables_.front().name.clear();
    }

    const std::vector<ArrayVariable>& variables() const override { return variables_; }
    void read(std::size_t variable, const Indices& start, const Indices& count,
              std::span<double> out) override {
        hdf5::reading(path_, [&] { arrays_[variable]->read(start, count, out); });
    }

private:
    void add(const std::string& name, NpyArray::Part part) {
        auto bytes = std::make_unique<BytesInMemory>(file_.bytes());
        arrays_.push_back(std::make_unique<NpyArray>(std::move(bytes), name, part));
        variables_.push_back(arrays_.back()->variable());
        variables_.back().lone = true;
    }

    std::string path_;
    MappedFile file_;
    std::vector<std::unique_ptr<NpyArray>> arrays_;
    std::vector<ArrayVariable> variables_;
};

}  // namespace

std::int64_t product(const Indices& numbers) {
    return std::accumulate(numbers.begin(), numbers.end(), std::int64_t{1}, std::multiplies<>());
}

UnreadType::UnreadType(const std::string& found, const std::string& advice)
    : hdf5::Unwanted(fmt::format("expected real, whole or complex numbers of up to 64 bits, found "
                                 "{}; {}",
                                 found, advice)),
      found_(found) {}

void BytesInMemory::read(std::size_t first, std::span<std::byte> out) {
    if (first > bytes_.size() || out.size() > bytes_.size() - first) {
        throw Problem("truncated: expected more bytes; copy or write it again");
    }
    std::memcpy(out.data(), bytes_.data() + first, out.size());
}

NpyArray::NpyArray(std::unique_ptr<ByteSource> bytes, const std::string& name, Part part)
    : bytes_(std::move(bytes)) {
    const auto text = [&](std::size_t first, std::size_t count) {
        std::string found(count, '\0');
        bytes_->read(first, std::as_writable_bytes(std::span(found)));
        return found;
    };
    const auto begin = text(0, magic_size + 2);
    if (!begin.starts_with(magic)) throw Problem("expected an array of NumPy, found other content");
    const std::size_t width = begin[magic_size] == 1 ? 2 : 4;  // of the length of the head
    const auto length = text(magic_size + 2, width);
    std::size_t head_size = 0;
    for (std::size_t i = width; i-- > 0;) {
        head_size = head_size * 256 + static_cast<unsigned char>(length[i]);
    }
    data_ = magic_size + 2 + width + head_size;
    if (data_ > bytes_->size()) throw Problem("truncated: expected more bytes; copy it again");
    const auto head = text(magic_size + 2 + width, head_size);
    const auto descr = value_of(head, "descr");
    type_ = type_of(descr);
    const auto width_of_part = H5Tget_size(type_.id());
    variable_.name = utf8_text(name);
    const bool complex = descr[2] == 'c';
    size_ = complex ? 2 * width_of_part : width_of_part;
    if (complex) {
        const bool real = part == Part::real;
        begin_ = real ? 0 : width_of_part;
        variable_.complex = variable_.name;
        variable_.name = names_of_parts(variable_.complex)[real ? 0 : 1];
    }
    variable_.shape = shape_of(value_of(head, "shape"));
    variable_.first_is_fastest = value_of(head, "fortran_order") == "True";
    if (variable_.first_is_fastest) std::reverse(variable_.shape.begin(), variable_.shape.end());
    variable_.whole_numbers = H5Tget_class(type_.id()) == H5T_INTEGER;
    variable_.fits_float = width_of_part <= (variable_.whole_numbers ? 2 : 4);
    double expected = static_cast<double>(size_);
    for (const auto size : variable_.shape) expected *= static_cast<double>(size);
    if (expected > static_cast<double>(bytes_->size() - data_)) {
        throw Problem(
            fmt::format("truncated: expected {:.0f} bytes of data, found {}; copy or "
                        "write it again",
                        expected, bytes_->size() - data_));
    }
}

void NpyArray::read(const Indices& start, const Indices& count, std::span<double> out) {
    for_each_run(variable_.shape, start, count,
                 [&](std::size_t first, std::size_t done, std::size_t size) {
                     read_run(first, out.subspan(done, size));
                 });
    if (variable_.whole_numbers) require_exact(out, variable_.name);
}

void NpyArray::read_run(std::size_t first, std::span<double> out) {
    const auto values = std::as_writable_bytes(out);
    if (is_complex()) {  // every other number is one of this part
        packed_.resize(out.size() * size_);
        bytes_->read(data_ + first * size_, packed_);
        const auto width = size_ / 2;
        for (std::size_t i = 0; i < out.size(); ++i) {
            std::memcpy(values.data() + i * width, packed_.data() + i * size_ + begin_, width);
        }
    } else {
        bytes_->read(data_ + first * size_, values.first(out.size() * size_));
    }
    // In place, from the narrower type to the wider one.
    hdf5::check(
        H5Tconvert(type_.id(), H5T_NATIVE_DOUBLE, out.size(), out.data(), nullptr, H5P_DEFAULT),
        "convert numbers");
}

std::unique_ptr<ArrayFile> open_npy(const std::string& path, const std::string& name) {
    return std::make_unique<NpyFile>(path, name);
}

}  // namespace lhits
