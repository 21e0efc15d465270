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
#include "lhits/base/error.hpp"
#include "lhits/base/shown.hpp"
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
        throw Problem(fmt::format(
            "damaged: expected the key '{}' in the head of an array, found {}", key, shown(head)));
    }
    const auto begin = head.find_first_not_of(' ', at + key.size() + 3);
    const bool tuple = begin != std::string::npos && head[begin] == '(';
    const auto end = head.find(tuple ? ')' : ',', begin);
    if (end == std::string::npos) throw Problem("damaged: the head of an array is cut off");
    return head.substr(begin, end - begin);
}

/// "<f8" as HDF5 calls it.
hid_t type_of(const std::string& descr) {
    const auto code = descr.size() > 3 ? descr.substr(2, descr.size() - 3) : std::string();
    const bool big = descr.size() > 1 && descr[1] == '>';
    if (code == "f4") return big ? H5T_IEEE_F32BE : H5T_IEEE_F32LE;
    if (code == "f8") return big ? H5T_IEEE_F64BE : H5T_IEEE_F64LE;
    if (code == "i1") return H5T_STD_I8LE;
    if (code == "i2") return big ? H5T_STD_I16BE : H5T_STD_I16LE;
    if (code == "i4") return big ? H5T_STD_I32BE : H5T_STD_I32LE;
    if (code == "i8") return big ? H5T_STD_I64BE : H5T_STD_I64LE;
    if (code == "u1") return H5T_STD_U8LE;
    if (code == "u2") return big ? H5T_STD_U16BE : H5T_STD_U16LE;
    if (code == "u4") return big ? H5T_STD_U32BE : H5T_STD_U32LE;
    if (code == "u8") return big ? H5T_STD_U64BE : H5T_STD_U64LE;
    throw Problem(
        fmt::format("expected an array of real or whole numbers of 8 to 64 bits, found "
                    "dtype {}; convert it with astype(\"float32\")",
                    shown(descr)));
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
    explicit NpyFile(const std::string& path) : path_(path), file_(path) {
        hdf5::reading(path_, [&] {
            array_ = std::make_unique<NpyArray>(std::make_unique<BytesInMemory>(file_.bytes()), "");
            variables_ = {array_->variable()};
        });
    }

    const std::vector<ArrayVariable>& variables() const override { return variables_; }
    void read(std::size_t, const Indices& start, const Indices& count,
              std::span<double> out) override {
        hdf5::reading(path_, [&] { array_->read(start, count, out); });
    }

private:
    std::string path_;
    MappedFile file_;
    std::unique_ptr<NpyArray> array_;
    std::vector<ArrayVariable> variables_;
};

}  // namespace

std::int64_t product(const Indices& numbers) {
    return std::accumulate(numbers.begin(), numbers.end(), std::int64_t{1}, std::multiplies<>());
}

void BytesInMemory::read(std::size_t first, std::span<std::byte> out) {
    if (first > bytes_.size() || out.size() > bytes_.size() - first) {
        throw Problem("truncated: expected more bytes; copy or write it again");
    }
    std::memcpy(out.data(), bytes_.data() + first, out.size());
}

NpyArray::NpyArray(std::unique_ptr<ByteSource> bytes, const std::string& name)
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
    type_ = Handle(H5Tcopy(type_of(descr)), H5Tclose, "make a type");
    size_ = H5Tget_size(type_.id());
    variable_.name = utf8_text(name);
    variable_.shape = shape_of(value_of(head, "shape"));
    variable_.first_is_fastest = value_of(head, "fortran_order") == "True";
    if (variable_.first_is_fastest) std::reverse(variable_.shape.begin(), variable_.shape.end());
    variable_.whole_numbers = H5Tget_class(type_.id()) == H5T_INTEGER;
    variable_.fits_float = size_ <= (variable_.whole_numbers ? 2 : 4);
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
    const auto& shape = variable_.shape;
    // The dimensions from `inner` on are whole, and lie in one piece with the one before.
    std::size_t inner = shape.size();
    while (inner > 0 && start[inner - 1] == 0 && count[inner - 1] == shape[inner - 1]) --inner;
    const std::size_t outer = inner == 0 ? 0 : inner - 1;
    const auto run = static_cast<std::size_t>(
        product(Indices(count.begin() + static_cast<std::ptrdiff_t>(outer), count.end())));
    Indices at(start.begin(), start.begin() + static_cast<std::ptrdiff_t>(outer));
    for (std::size_t done = 0; done < out.size(); done += run) {
        std::size_t first = 0;
        for (std::size_t d = 0; d < shape.size(); ++d) {
            first = first * static_cast<std::size_t>(shape[d]) +
                    static_cast<std::size_t>(d < outer ? at[d] : start[d]);
        }
        read_run(first, out.subspan(done, run));
        for (std::size_t d = outer; d-- > 0;) {
            if (++at[d] < start[d] + count[d]) break;
            at[d] = start[d];
        }
    }
    if (variable_.whole_numbers) require_exact(out, variable_.name);
}

void NpyArray::read_run(std::size_t first, std::span<double> out) {
    // In place, from the narrower type to the wider one.
    bytes_->read(data_ + first * size_, std::as_writable_bytes(out).first(out.size() * size_));
    hdf5::check(
        H5Tconvert(type_.id(), H5T_NATIVE_DOUBLE, out.size(), out.data(), nullptr, H5P_DEFAULT),
        "convert numbers");
}

std::unique_ptr<ArrayFile> open_npy(const std::string& path) {
    return std::make_unique<NpyFile>(path);
}

}  // namespace lhits
