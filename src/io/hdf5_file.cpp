#include "hdf5_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <hdf5_hl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstddef>
#include <cstring>
#include <filesystem>
#include <string_view>
#include <vector>

#include "hdf5_data.hpp"
#include "lhits/base/version.hpp"
#include "seal.hpp"

namespace lhits::hdf5 {
namespace {

/// The newest layout of our files that this program writes and reads.
constexpr int format_version = 1;

/// The first bytes of an HDF5 file.
constexpr std::string_view signature = "\x89HDF\r\n\x1a\n";

constexpr unsigned tracked = H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED;

/// A file descriptor, closed with the scope.
class Descriptor {
public:
    explicit Descriptor(int number) : number_(number) {}
    ~Descriptor() {
        if (number_ >= 0) ::close(number_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;

    int number() const { return number_; }

private:
    int number_;
};

[[noreturn]] void throw_errno(const std::string& action) {
    const std::string reason = std::strerror(errno);
    throw Problem(fmt::format("cannot {} ({})", action, reason));
}

[[noreturn]] void throw_errno(const std::string& action, const std::string& path) {
    const std::string reason = std::strerror(errno);
    const auto folder = std::filesystem::absolute(path).parent_path().string();
    throw Problem(fmt::format("cannot {} ({}); check that {} exists, may be written and has room",
                              action, reason, folder));
}

void sync(const std::string& path, int flags) {
    const Descriptor file(::open(path.c_str(), flags));
    if (file.number() < 0 || ::fsync(file.number()) != 0) throw_errno("flush to the disk");
}

void write_bytes(const Descriptor& file, std::span<const std::byte> bytes,
                 const std::string& path) {
    while (!bytes.empty()) {
        const auto written = ::write(file.number(), bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) throw_errno("write " + part_path(path), path);
        bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
}

void flush_bytes(const Descriptor& file, const std::string& path) {
    // Some file systems tell only now that they are full.
    if (::fsync(file.number()) != 0) throw_errno("write " + part_path(path), path);
}

int create_part(const std::string& path) {
    const int number =
        ::open(part_path(path).c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (number < 0) throw_errno("create " + part_path(path), path);
    return number;
}

/// Borrows the memory of the driver.
std::span<const std::byte> content_of(const Handle& image) {
    check(H5Fflush(image.id(), H5F_SCOPE_GLOBAL), "complete a file in memory");
    const ssize_t size = H5Fget_file_image(image.id(), nullptr, 0);
    check(size < 0 ? -1 : 0, "measure a file in memory");
    void** memory = nullptr;
    check(H5Fget_vfd_handle(image.id(), H5P_DEFAULT, reinterpret_cast<void**>(&memory)),  // NOLINT
          "find a file in memory");
    return {static_cast<const std::byte*>(*memory), static_cast<std::size_t>(size)};
}

void reserve(const Descriptor& file, std::size_t size, const std::string& path) {
    if (::fallocate(file.number(), 0, 0, static_cast<off_t>(size)) == 0) return;
    if (errno == EOPNOTSUPP || errno == ENOSYS) return;
    throw_errno(fmt::format("reserve {} bytes for {}", size, part_path(path)), path);
}

std::string called(const std::string& format) {
    return fmt::format("an HDF5 file of format '{}'", format);
}

void require_format(const Handle& file, const std::string& format) {
    if (!has_attribute(file.id(), "format") || !has_attribute(file.id(), "format_version")) {
        throw Problem(fmt::format(
            "expected format '{}', found an HDF5 file that lhits did not write", format));
    }
    const std::string found = read_text(file.id(), "format");
    if (found != format) {
        throw Unwanted(
            fmt::format("expected format '{}', found '{}': give another file", format, found));
    }
    if (const auto newer = read_integer(file.id(), "format_version"); newer > format_version) {
        throw Unwanted(
            fmt::format("expected format_version {} or older, found {}: use a newer lhits",
                        format_version, newer));
    }
}

/// Opens by `open`, with one sentence for all that HDF5 may say.
template <class Open>
Handle open_whole(Open open) {
    try {
        return {open(), H5Fclose, "open"};
    } catch (const Problem& problem) {
        throw Problem(
            fmt::format("truncated or damaged HDF5 file, or one still being written: {}; "
                        "copy or write it again",
                        problem.what()));
    }
}

}  // namespace

std::string part_path(const std::string& path) { return path + ".part"; }

Handle create_image(const std::string& format) {
    const Handle creation(H5Pcreate(H5P_FILE_CREATE), H5Pclose, "set up a file");
    check(H5Pset_link_creation_order(creation.id(), tracked), "set up a file");
    check(H5Pset_attr_creation_order(creation.id(), tracked), "set up a file");
    const Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose, "set up a file");
    constexpr std::size_t growth = std::size_t{4} << 20U;
    check(H5Pset_fapl_core(access.id(), growth, 0), "set up a file");
    Handle file(H5Fcreate("image", H5F_ACC_TRUNC, creation.id(), access.id()), H5Fclose,
                "start a file in memory");
    write_attribute(file.id(), "format", format);
    write_attribute(file.id(), "format_version", std::int64_t{format_version});
    write_attribute(file.id(), "lhits_version", std::string(version()));
    write_attribute(file.id(), "git_revision", std::string(git_revision()));
    return file;
}

void remove_part(const std::string& path) { ::unlink(part_path(path).c_str()); }

std::size_t write_part(const Handle& image, const std::string& path) {
    const auto bytes = content_of(image);
    const Descriptor file(create_part(path));
    write_bytes(file, bytes, path);
    flush_bytes(file, path);
    return bytes.size();
}

void write_sealed_part(const Handle& image, const std::string& path, Flush flush) {
    const auto bytes = content_of(image);
    const Descriptor file(create_part(path));
    write_bytes(file, bytes, path);
    write_bytes(file, seal_of(bytes), path);
    if (flush == Flush::yes) flush_bytes(file, path);
}

void reserve_part(const std::string& path, std::size_t size) {
    const Descriptor file(::open(part_path(path).c_str(), O_WRONLY | O_CLOEXEC));
    if (file.number() < 0) throw_errno("open " + part_path(path) + " again", path);
    reserve(file, size, path);
}

Handle reopen_part(const std::string& path) {
    const std::string part = part_path(path);
    {
        // HDF5 puts what is added here, and cuts off the rest when it closes the file.
        const Descriptor file(::open(part.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC));
        if (file.number() < 0) throw_errno("open " + part + " again", path);
        write_bytes(file, std::vector<std::byte>(std::size_t{1} << 18U), path);
        flush_bytes(file, path);
    }
    return {H5Fopen(part.c_str(), H5F_ACC_RDWR, H5P_DEFAULT), H5Fclose, "open " + part + " again"};
}

void publish(const std::string& path, Flush flush) {
    const std::string part = part_path(path);
    if (flush == Flush::yes) sync(part, O_RDWR);
    if (std::rename(part.c_str(), path.c_str()) != 0) {
        throw_errno("rename " + part, path);
    }
    if (flush == Flush::no) return;
    // The new name itself; some file systems do not flush folders, and the data is safe already.
    try {
        sync(std::filesystem::absolute(path).parent_path().string(), O_RDONLY | O_DIRECTORY);
    } catch (const Problem&) {
    }
}

bool is_hdf5(const std::string& path) {
    const Quiet quiet;
    std::error_code ignored;
    return std::filesystem::is_regular_file(path, ignored) && H5Fis_hdf5(path.c_str()) > 0;
}

void require_file(const std::string& path, const std::string& expected) {
    std::error_code error;
    const auto status = std::filesystem::status(path, error);
    if (!std::filesystem::exists(status)) {
        throw Problem(fmt::format("expected {}, found no such file", expected));
    }
    if (!std::filesystem::is_regular_file(status)) throw Problem("expected a file, found none");
    if (::access(path.c_str(), R_OK) != 0) {
        throw Unwanted(fmt::format("cannot be read ({})", std::strerror(errno)));
    }
}

Handle open_any_file(const std::string& path, const std::string& expected) {
    require_file(path, expected);
    try {
        return open_whole([&] { return H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT); });
    } catch (const Problem&) {
        if (is_hdf5(path)) throw;
    }
    throw Problem(fmt::format("expected {}, found no HDF5 file", expected));
}

Handle open_file(const std::string& path, const std::string& format) {
    Handle file = open_any_file(path, called(format));
    require_format(file, format);
    return file;
}

Handle open_image(std::span<const std::byte> content, const std::string& format) {
    // HDF5 takes a pointer that it may write through, and opened to read it does not.
    auto* memory = const_cast<std::byte*>(content.data());  // NOLINT
    constexpr unsigned borrowed = H5LT_FILE_IMAGE_DONT_COPY | H5LT_FILE_IMAGE_DONT_RELEASE;
    const bool sealed = check_seal(content);
    if (content.size() < signature.size() ||
        std::memcmp(content.data(), signature.data(), signature.size()) != 0) {
        throw Problem(fmt::format("expected {}, found no HDF5 file", called(format)));
    }
    Handle file = open_whole([&] { return H5LTopen_file_image(memory, content.size(), borrowed); });
    if (!sealed) check_unsealed_end(file, content.size());
    require_format(file, format);
    return file;
}

Handle create_group(hid_t parent, const std::string& name) {
    const Handle creation(H5Pcreate(H5P_GROUP_CREATE), H5Pclose, "set up a group");
    check(H5Pset_link_creation_order(creation.id(), tracked), "set up a group");
    check(H5Pset_attr_creation_order(creation.id(), tracked), "set up a group");
    return {H5Gcreate2(parent, name.c_str(), H5P_DEFAULT, creation.id(), H5P_DEFAULT), H5Gclose,
            "create the group " + name};
}

Handle open_group(hid_t parent, const std::string& name) {
    return {H5Gopen2(parent, name.c_str(), H5P_DEFAULT), H5Gclose,
            "find the group " + name + ": expected one"};
}

}  // namespace lhits::hdf5
