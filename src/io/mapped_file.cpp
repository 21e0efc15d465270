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

MappedFile::MappedFile(const std::string& path) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    struct stat status {};
    void* begin = MAP_FAILED;
    if (file >= 0 && ::fstat(file, &status) == 0 && status.st_size > 0) {
        begin = ::mmap(nullptr, static_cast<std::size_t>(status.st_size), PROT_READ, MAP_SHARED,
                       file, 0);
    }
    const int error = status.st_size > 0 || errno != 0 ? errno : ENODATA;
    if (file >= 0) ::close(file);
    if (begin == MAP_FAILED) {
        throw InputError(
            fmt::format("{}: expected a file that can be mapped into memory, found: {}", path,
                        std::strerror(error)));
    }
    bytes_ = {static_cast<const std::byte*>(begin), static_cast<std::size_t>(status.st_size)};
}

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
