// A file as memory that ranks of a node share, and that the system can take back at any time.
#pragma once

#include <cstddef>
#include <span>
#include <string>

namespace lhits {

/// A file mapped for reading. What others write to it meanwhile may show; one that is cut off kills
/// whoever reads there.
class MappedFile {
public:
    /// Throws InputError when the file cannot be mapped.
    explicit MappedFile(const std::string& path);
    /// The same by an open `descriptor`, which may be closed afterwards; `path` is for messages.
    MappedFile(int descriptor, const std::string& path);
    ~MappedFile();
    MappedFile(MappedFile&& other) noexcept;
    MappedFile& operator=(MappedFile&& other) noexcept;
    MappedFile(const MappedFile&) = delete;
    MappedFile& operator=(const MappedFile&) = delete;

    std::span<const std::byte> bytes() const { return bytes_; }

private:
    std::span<const std::byte> bytes_;
};

}  // namespace lhits
