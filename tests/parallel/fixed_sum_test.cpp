#include "lhits/parallel/fixed_sum.hpp"

#include <cmath>
#include <cstring>
#include <vector>

#include "lhits/base/random.hpp"
#include "lhits_test.hpp"

using lhits::FixedSum;
using lhits::test::world;

namespace {

float element(int shard, std::size_t i) {
    const lhits::RandomStream stream(3, lhits::Purpose::batch, static_cast<std::uint32_t>(shard));
    // Widely spread magnitudes: another order of summation shows in the last bits.
    return static_cast<float>((stream.uniform(2 * i) - 0.5) *
                              std::exp2(20.0 * stream.uniform(2 * i + 1)));
}

/// The sum of the shards [begin, end) along the binary tree.
float tree_sum(int begin, int end, int round, std::size_t i) {
    if (end - begin == 1) return element(begin + round, i);
    const int middle = (begin + end) / 2;
    return tree_sum(begin, middle, round, i) + tree_sum(middle, end, round, i);
}

}  // namespace

// Equal to the bit to the sum along the tree, also with fewer shards or elements than ranks.
LHITS_TEST(fixed_sum_has_the_same_bits, 1, 2, 3, 4) {
    for (const int shards : {1, 2, 3, 7, 8, 16}) {
        for (const std::size_t length : {std::size_t{1}, std::size_t{3}, std::size_t{1000}}) {
            FixedSum sum(world(), shards, length);
            for (int round = 0; round < 2; ++round) {
                for (int s = sum.first(); s < sum.end(); ++s) {
                    auto own = sum.shard(s);
                    for (std::size_t i = 0; i < length; ++i) own[i] = element(s + round, i);
                }
                const auto total = sum.sum();
                std::vector<float> expected(length, 0.0F);
                for (std::size_t i = 0; i < length; ++i) {
                    expected[i] = tree_sum(0, shards, round, i);
                }
                BOOST_TEST(total.size() == length);
                BOOST_TEST(std::memcmp(total.data(), expected.data(), length * sizeof(float)) == 0);
            }
        }
    }
}
