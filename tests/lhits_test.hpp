// LHITS_TEST(name, ranks...): a Boost.Test case with its rank counts beside it. CTest runs it once
// for each count; started with another number of ranks it fails, it never skips.
#pragma once

#include <boost/test/unit_test.hpp>
#include <initializer_list>

#include "lhits/parallel/communicator.hpp"

namespace lhits::test {

/// All ranks of the test, borrowed.
const Communicator& world();

/// Fails the present case when the number of ranks is none of `allowed`.
void require_ranks(std::initializer_list<int> allowed);

}  // namespace lhits::test

#define LHITS_TEST(name, ...)                        \
    static void name##_body();                       \
    BOOST_AUTO_TEST_CASE(name) {                     \
        ::lhits::test::require_ranks({__VA_ARGS__}); \
        name##_body();                               \
    }                                                \
    static void name##_body()
