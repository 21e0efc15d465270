#include "lhits/parallel/fixed_sum.hpp"

#include <cmath>
#include <cstring>
#include <vector>

#include "lhits/base/random.hpp"
#include "lhits_test.hpp"

using lhits::FixedSumOf;
using lhits::test::world;

namespace {

template <class Number>
Number element(int shard, std::size_t i) {
    const lhits::RandomStream stream(3, lhits::Purpose::batch, static_cast<std::uint32_t>(shard));
    // Widely spread magnitudes: another order of summation shows in the last bits.
    return static_cast<Number>((stream.uniform(2 * i) - 0.5) *
                               std::exp2(20.0 * stream.uniform(2 * i + 1)));
}

/// The sum of the shards [begin, end) along the binary tree.
template <class Number>
Number tree_sum(int begin, int end, int round, std::size_t i) {
    if (end - begin == 1) return element<Number>(begin + round, i);
    const int middle = (begin + end) / 2;
    return tree_sum<Number>(begin, middle, round, i) + tree_sum<Number>(middle, end, round, i);
}

template <class Number>
void check_sums() {
    for (const int shards : {1, 2, 3, 7, 8, 16}) {
        for (const std::size_t length : {std::size_t{1}, std::size_t{3}, std::size_t{1000}}) {
            FixedSumOf<Number> sum(world(), shards, length);
            for (int round = 0; round < 2; ++round) {
                for (int s = sum.first(); s < sum.end(); ++s) {
                    auto own = sum.shard(s);
                    for (std::size_t i = 0; i < length; ++i) own[i] = element<Number>(s + round, i);
                }
                const auto total = sum.sum();
                std::vector<Number> expected(length, Number{0});
                for (std::size_t i = 0; i < length; ++i) {
                    expected[i] = tree_sum<Number>(0, shards, round, i);
                }
                BOOST_TEST(total.size() == length);
                BOOST_TEST(std::memcmp(total.data(), expected.data(), length * sizeof(Number)) ==
                           0);
            }
        }
    }
}

}  // namespace

// Equal to the bit to the sum along the tree, also with fewer shards or elements than ranks.
LHITS_TEST(fixed_sum_has_the_same_bits, 1, 2, 3, 4) {
    check_sums<float>();
    check_sums<double>();
}
