#include "lhits/base/checksum.hpp"

#include <algorithm>
#include <cstring>

namespace lhits {

void Checksum::add_word(std::uint64_t word) {
    constexpr std::uint64_t prime = 0x100000001b3;
    sum_ = (sum_ ^ word) * prime;
    sum_ ^= sum_ >> 32U;
}

void Checksum::add(std::span<const std::byte> bytes) {
    add_word(bytes.size());
    for (; !bytes.empty(); bytes = bytes.subspan(std::min(bytes.size(), sizeof(std::uint64_t)))) {
        std::uint64_t word = 0;  // the last one is filled up with zeros
        std::memcpy(&word, bytes.data(), std::min(bytes.size(), sizeof(word)));
        add_word(word);
    }
}

}  // namespace lhits
