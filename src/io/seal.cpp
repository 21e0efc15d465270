#include "seal.hpp"

#include <algorithm>
#include <cstring>
#include <string_view>

#include "lhits/base/checksum.hpp"

namespace lhits::hdf5 {
namespace {

constexpr std::string_view mark = "lhitsSUM";

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

bool check_seal(std::span<const std::byte> content) {
    if (content.size() < sizeof(Seal)) return false;
    const auto seal = content.last(sizeof(Seal));
    if (std::memcmp(seal.data(), mark.data(), mark.size()) != 0) return false;
    if (std::ranges::equal(seal, seal_of(content.first(content.size() - sizeof(Seal))))) {
        return true;
    }
    throw Problem(
        "damaged: its content is not what its checksum was made of; copy or write it again");
}

void check_unsealed_end(const Handle& file, std::size_t size) {
    const ssize_t end = H5Fget_file_image(file.id(), nullptr, 0);
    check(end < 0 ? -1 : 0, "find the end");
    if (static_cast<std::size_t>(end) >= size) return;
    throw Problem(
        "truncated or damaged at the end, where its checksum was; copy or write it again");
}

}  // namespace lhits::hdf5
