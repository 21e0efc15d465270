#include "seal.hpp"

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string_view>
#include <vector>

#include "hdf5_handle.hpp"
#include "lhits/io/checksum.hpp"

namespace lhits::hdf5 {
namespace {

constexpr std::string_view mark = "lhitsSUM";

std::vector<std::byte> content_of(const std::string& path) {
    std::vector<std::byte> bytes(std::filesystem::file_size(path));
    std::ifstream file(path, std::ios::binary);
    file.read(reinterpret_cast<char*>(bytes.data()),  // NOLINT: bytes are characters
              static_cast<std::streamsize>(bytes.size()));
    if (!file) throw Problem("cannot be read to its end");
    return bytes;
}

/// Whether HDF5 opens the file and says that it ends earlier.
bool goes_on(const std::string& path, std::size_t size) {
    try {
        const Handle file(H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose, "open");
        haddr_t end = 0;
        check(H5Fget_eoa(file.id(), &end), "find the end");
        return end < size;
    } catch (const Problem&) {
        return false;  // whoever reads it says why
    }
}

}  // namespace

Seal seal_of(std::span<const std::byte> content) {
    static_assert(mark.size() == 8);
    Checksum sum;
    sum.add(content);
    const auto value = sum.value();
    Seal seal;
    std::memcpy(seal.data(), mark.data(), mark.size());
    std::memcpy(seal.data() + mark.size(), &value, sizeof(value));
    return seal;
}

void check_seal(const std::string& path) {
    const Quiet quiet;
    std::error_code none;
    if (!std::filesystem::is_regular_file(path, none)) return;
    const auto bytes = content_of(path);
    if (bytes.size() < sizeof(Seal)) return;
    const auto content = std::span(bytes).first(bytes.size() - sizeof(Seal));
    const auto seal = std::span(bytes).last(sizeof(Seal));
    if (std::memcmp(seal.data(), mark.data(), mark.size()) == 0) {
        if (std::ranges::equal(seal, seal_of(content))) return;
        throw Problem(
            "damaged: its content is not what its checksum was made of; copy or write it again");
    }
    if (goes_on(path, bytes.size())) {
        throw Problem(
            "truncated or damaged at the end, where its checksum was; copy or write it "
            "again");
    }
}

}  // namespace lhits::hdf5
