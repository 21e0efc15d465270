#include "lhits/base/checksum.hpp"

#include <algorithm>
#include <vector>

#include "lhits_test.hpp"

using lhits::Checksum;

namespace {

std::int64_t sum_of(std::span<const std::byte> bytes) {
    Checksum sum;
    sum.add(bytes);
    return sum.value();
}

}  // namespace

LHITS_TEST(checksum_sees_every_flipped_bit_and_every_swap, 1) {
    std::vector<std::byte> bytes(29);  // three words and a part of one
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::byte>(37 * i);
    const auto expected = sum_of(bytes);
    BOOST_TEST(sum_of(bytes) == expected);
    for (std::size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
        auto changed = bytes;
        changed[bit / 8] ^= static_cast<std::byte>(1U << bit % 8);
        BOOST_TEST(sum_of(changed) != expected);
        // A second flip of the same bit of another word does not hide the first.
        if (bit / 8 >= 8) continue;
        changed[bit / 8 + 8] ^= static_cast<std::byte>(1U << bit % 8);
        BOOST_TEST(sum_of(changed) != expected);
    }
    auto swapped = bytes;
    std::swap_ranges(swapped.begin(), swapped.begin() + 8, swapped.begin() + 8);
    BOOST_TEST(sum_of(swapped) != expected);
    bytes.push_back(std::byte{0});
    BOOST_TEST(sum_of(bytes) != expected);
}

LHITS_TEST(checksum_knows_where_texts_end, 1) {
    Checksum one;
    one.add("ab");
    one.add("c");
    Checksum other;
    other.add("a");
    other.add("bc");
    BOOST_TEST(one.value() != other.value());
}
