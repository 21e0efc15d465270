#include "mapped_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "lhits/base/error.hpp"

namespace lhits {

namespace {

std::span<const std::byte> mapped(int file, const std::string& path) {
    struct stat status {};
    void* begin = MAP_FAILED;
    if (file >= 0 && ::fstat(file, &status) == 0 && status.st_size > 0) {
        begin = ::mmap(nullptr, static_cast<std::size_t>(status.st_size), PROT_READ, MAP_SHARED,
                       file, 0);
    }
    if (begin == MAP_FAILED) {
        const int error = status.st_size > 0 || errno != 0 ? errno : ENODATA;
        throw InputError(
            fmt::format("{}: expected a file that can be mapped into memory, found: {}", path,
                        std::strerror(error)));
    }
    return {static_cast<const std::byte*>(begin), static_cast<std::size_t>(status.st_size)};
}

/// An open file, closed with the scope.
struct Descriptor {
    explicit Descriptor(const std::string& path)
        : number(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}
    ~Descriptor() {
        if (number >= 0) ::close(number);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;

    int number;
};

}  // namespace

MappedFile::MappedFile(const std::string& path) : bytes_(mapped(Descriptor(path).number, path)) {}

MappedFile::MappedFile(int descriptor, const std::string& path)
    : bytes_(mapped(descriptor, path)) {}

MappedFile::~MappedFile() {
    if (bytes_.empty()) return;
    ::munmap(const_cast<std::byte*>(bytes_.data()), bytes_.size());  // NOLINT: takes no const
}

MappedFile::MappedFile(MappedFile&& other) noexcept : bytes_(std::exchange(other.bytes_, {})) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
    std::swap(bytes_, other.bytes_);
    return *this;
}

}  // namespace lhits
