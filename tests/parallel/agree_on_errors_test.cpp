#include "lhits/parallel/agree_on_errors.hpp"

#include <stdexcept>
#include <string>

#include "lhits/base/error.hpp"
#include "lhits_test.hpp"

using lhits::test::world;

LHITS_TEST(nothing_thrown_when_all_is_well, 1, 2, 3, 4) {
    int runs = 0;
    lhits::agree_on_errors(world(), [&] { ++runs; });
    BOOST_TEST(runs == 1);
    lhits::on_root(world(), [&] { ++runs; });
    BOOST_TEST(runs == (world().rank() == 0 ? 2 : 1));
}

LHITS_TEST(the_lowest_failing_rank_speaks, 1, 2, 3, 4) {
    const int last = world().size() - 1;
    const int first_failing = last > 0 ? last - 1 : 0;
    try {
        lhits::agree_on_errors(world(), [&] {
            if (world().rank() >= first_failing) {
                throw lhits::InputError("rank " + std::to_string(world().rank()));
            }
        });
        BOOST_FAIL("expected an error");
    } catch (const lhits::InputError& error) {
        BOOST_TEST(error.what() == "rank " + std::to_string(first_failing));
        BOOST_TEST(error.everywhere());
    }
}

LHITS_TEST(foreign_exceptions_become_failures, 1, 2) {
    BOOST_CHECK_THROW(lhits::on_root(world(), [] { throw std::out_of_range("foreign"); }),
                      lhits::Failure);
}
