#include "hdf5_text.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

namespace lhits::hdf5 {
namespace {

/// How an attribute refers to a text (HDF5 File Format Specification 3.0, III.F): a length, the
/// address of a collection in the global heap, and a number in there.
constexpr std::size_t reference_size = 16;

/// A collection and an object in it begin with as many bytes.
constexpr std::size_t head_size = 16;

[[noreturn]] void throw_damaged() { throw Problem("damaged: a text is not where it should be"); }

/// A little-endian number.
template <class T>
T number_at(std::span<const std::byte> bytes, std::size_t at) {
    std::uint64_t value = 0;
    for (std::size_t i = sizeof(T); i-- > 0;) {
        value = value << 8U | std::to_integer<std::uint64_t>(bytes[at + i]);
    }
    return static_cast<T>(value);
}

/// Takes a reference for plain bytes, so that it can be read as they are.
herr_t keep_bytes(hid_t from, hid_t to, H5T_cdata_t* call, std::size_t, std::size_t, std::size_t,
                  void*, void*, hid_t) {
    if (call->command != H5T_CONV_INIT) return 0;
    call->need_bkg = H5T_BKG_NO;
    const bool fits = H5Tget_size(from) == reference_size && H5Tget_size(to) == reference_size;
    return fits ? 0 : -1;
}

Handle plain_bytes() {
    Handle bytes(H5Tcreate(H5T_OPAQUE, reference_size), H5Tclose, "make a type");
    static const bool registered = [&] {
        const Handle text(H5Tcopy(H5T_C_S1), H5Tclose, "make a type");
        check(H5Tset_size(text.id(), H5T_VARIABLE), "make a type");
        check(H5Tregister(H5T_PERS_SOFT, "keep bytes", text.id(), bytes.id(), &keep_bytes),
              "add a conversion");
        return true;
    }();
    static_cast<void>(registered);
    return bytes;
}

/// A file as bytes, whether it is in memory or on the disk.
class Content {
public:
    explicit Content(hid_t object)
        : file_(H5Iget_file_id(object), H5Fclose, "find the file"),
          access_(H5Fget_access_plist(file_.id()), H5Pclose, "find the file") {
        hsize_t size = 0;
        check(H5Fget_filesize(file_.id(), &size), "find the size of the file");
        size_ = size;
    }

    std::size_t size() const { return size_; }

    std::vector<std::byte> read(std::size_t at, std::size_t count) const {
        if (at > size_ || count > size_ - at) throw_damaged();
        std::vector<std::byte> bytes(count);
        void* handle = nullptr;
        check(H5Fget_vfd_handle(file_.id(), H5P_DEFAULT, &handle), "find the file");
        const auto driver = H5Pget_driver(access_.id());
        if (driver == H5FD_CORE) {
            std::memcpy(bytes.data(), *static_cast<std::byte**>(handle) + at, count);
        } else if (driver == H5FD_SEC2) {
            const auto found =
                ::pread(*static_cast<int*>(handle), bytes.data(), count, static_cast<off_t>(at));
            if (found != static_cast<ssize_t>(count)) throw_damaged();
        } else {
            throw Problem("texts cannot be read through this driver of HDF5");
        }
        return bytes;
    }

private:
    Handle file_;
    Handle access_;
    std::size_t size_ = 0;
};

/// The object number `index` of the collection at `address`.
std::string object_in_heap(const Content& content, std::size_t address, std::uint32_t index) {
    const auto head = content.read(address, head_size);
    if (std::memcmp(head.data(), "GCOL", 4) != 0) throw_damaged();
    const auto heap = content.read(address, number_at<std::size_t>(head, 8));
    for (std::size_t at = head_size; at + head_size <= heap.size();) {
        const auto number = number_at<std::uint16_t>(heap, at);
        const auto size = number_at<std::size_t>(heap, at + 8);
        at += head_size;
        if (number == 0 || size > heap.size() - at) break;
        if (number == index) return {reinterpret_cast<const char*>(&heap[at]), size};  // NOLINT
        at += (size + 7) / 8 * 8;
    }
    throw_damaged();
}

}  // namespace

std::vector<std::string> read_heap_texts(const Handle& attribute) {
    const Handle type = plain_bytes();
    const Handle space(H5Aget_space(attribute.id()), H5Sclose, "read texts");
    const auto count = H5Sget_simple_extent_npoints(space.id());
    if (count < 0) throw_damaged();
    std::vector<std::byte> references(static_cast<std::size_t>(count) * reference_size);
    check(H5Aread(attribute.id(), type.id(), references.data()), "read texts");
    const Content content(attribute.id());
    std::vector<std::string> texts;
    for (std::size_t at = 0; at < references.size(); at += reference_size) {
        const auto length = number_at<std::uint32_t>(references, at);
        auto& text = texts.emplace_back();
        if (length == 0) continue;
        text = object_in_heap(content, number_at<std::size_t>(references, at + 4),
                              number_at<std::uint32_t>(references, at + 12));
        if (text.size() != length) throw_damaged();
        text.resize(std::min(text.size(), text.find('\0')));
    }
    return texts;
}

std::string read_heap_text(const Handle& attribute) {
    const auto texts = read_heap_texts(attribute);
    if (texts.size() != 1) throw_damaged();
    return texts.front();
}

}  // namespace lhits::hdf5
