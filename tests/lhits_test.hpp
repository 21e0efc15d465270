// LHITS_TEST(name, ranks...): a Boost.Test case with its rank counts beside it. CTest runs it once
// for each count; started with another number of ranks it fails, it never skips.
#pragma once

#include <boost/test/unit_test.hpp>
#include <initializer_list>
#include <vector>

#include "lhits/parallel/communicator.hpp"

namespace lhits::test {

/// All ranks of the test, borrowed.
const Communicator& world();

/// Fails the present case when the number of ranks is none of `allowed`.
void require_ranks(std::initializer_list<int> allowed);

/// Labels a case for --run_test=@ranks_N with each of its rank counts.
class OnRanks : public boost::unit_test::decorator::base {
public:
    OnRanks(std::initializer_list<int> counts) : counts_(counts) {}

private:
    void apply(boost::unit_test::test_unit& unit) override;
    boost::unit_test::decorator::base_ptr clone() const override;

    std::vector<int> counts_;
};

}  // namespace lhits::test

#define LHITS_TEST(name, ...)                                            \
    static void name##_body();                                           \
    BOOST_AUTO_TEST_CASE(name, *::lhits::test::OnRanks({__VA_ARGS__})) { \
        ::lhits::test::require_ranks({__VA_ARGS__});                     \
        name##_body();                                                   \
    }                                                                    \
    static void name##_body()
