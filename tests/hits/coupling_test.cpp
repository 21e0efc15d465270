#include "lhits/hits/coupling.hpp"

#include <limits>
#include <stdexcept>

#include "lhits/base/error.hpp"
#include "lhits_test.hpp"

using namespace lhits;

namespace {

constexpr double diverged = std::numeric_limits<double>::infinity();
const double not_a_number = std::numeric_limits<double>::quiet_NaN();

}  // namespace

LHITS_TEST(exhaustive_search_takes_the_best_of_all, 1) {
    const CouplingScores scores{{9.0}, {8.0, 2.0}, {7.0, 5.0, not_a_number}};
    const auto best = choose_coupling("exhaustive", scores);
    BOOST_TEST(best.finest == 1U);
    BOOST_TEST(best.coarsest == 1U);
    BOOST_TEST(best.error == 2.0);
}

// The paper's search first fixes the coarse end (with all fine models), then the fine one.
LHITS_TEST(range_search_drops_coarse_then_fine, 1) {
    const CouplingScores scores{{9.0}, {8.0, 2.0}, {7.0, 5.0, 6.0}};
    const auto best = choose_coupling("range", scores);
    BOOST_TEST(best.finest == 1U);
    BOOST_TEST(best.coarsest == 2U);
    BOOST_TEST(best.error == 5.0);
}

LHITS_TEST(diverged_ranges_never_win, 1) {
    const CouplingScores scores{{diverged}, {not_a_number, 3.0}};
    BOOST_TEST(choose_coupling("exhaustive", scores).error == 3.0);
    BOOST_TEST(choose_coupling("range", scores).finest == 1U);
    BOOST_CHECK_THROW(choose_coupling("exhaustive", {{diverged}}), Failure);
    BOOST_CHECK_THROW(choose_coupling("best", {{1.0}}), std::invalid_argument);
}
