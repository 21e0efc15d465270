#include "lhits/parallel/communicator.hpp"

#include <string>

#include "lhits_test.hpp"

using lhits::share_of;
using lhits::test::world;

LHITS_TEST(gather_and_broadcast, 1, 2, 3, 4) {
    const std::string own(static_cast<std::size_t>(world().rank() * 3), 'a');
    const auto all = world().gather(own);
    if (world().rank() == 0) {
        BOOST_REQUIRE(all.size() == static_cast<std::size_t>(world().size()));
        for (std::size_t r = 0; r < all.size(); ++r) BOOST_TEST(all[r].size() == 3 * r);
    } else {
        BOOST_TEST(all.empty());
    }
    const int last = world().size() - 1;
    BOOST_TEST(world().broadcast("from " + std::to_string(world().rank()), last) ==
               "from " + std::to_string(last));
    BOOST_TEST(world().max(world().rank()) == last);
    BOOST_TEST(world().any(world().rank() == last));
    BOOST_TEST(!world().any(false));
}

LHITS_TEST(texts_of_all_ranks_on_every_rank, 1, 2, 3, 4) {
    std::string expected;
    for (int rank = 0; rank < world().size(); ++rank)
        expected += std::string(static_cast<std::size_t>(rank), 'x') + ";";
    BOOST_TEST(world().join(std::string(static_cast<std::size_t>(world().rank()), 'x') + ";") ==
               expected);
}

// All ranks of a test are on one machine.
LHITS_TEST(split_by_node_keeps_a_machine_together, 1, 3) {
    const auto node = world().split_by_node();
    BOOST_TEST(node.size() == world().size());
    BOOST_TEST(node.rank() == world().rank());
}

LHITS_TEST(split_by_parity, 1, 2, 3, 4) {
    const auto half = world().split(world().rank() % 2);
    const int expected = (world().size() + 1 - world().rank() % 2) / 2;
    BOOST_TEST(half.size() == expected);
    BOOST_TEST(half.rank() == world().rank() / 2);
}

LHITS_TEST(shares_cover_everything_once, 1) {
    for (int count = 0; count < 20; ++count) {
        for (int parts = 1; parts < 9; ++parts) {
            int next = 0;
            for (int part = 0; part < parts; ++part) {
                const auto share = share_of(count, part, parts);
                BOOST_TEST(share.begin == next);
                BOOST_TEST(share.count() <= count / parts + 1);
                next = share.end;
            }
            BOOST_TEST(next == count);
        }
    }
}
