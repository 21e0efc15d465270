#include "lhits/base/progress.hpp"

#include "lhits_test.hpp"

using lhits::duration_text;

LHITS_TEST(durations_read_well, 1) {
    BOOST_TEST(duration_text(4.25) == "4.2 s");
    BOOST_TEST(duration_text(190.0) == "3 min 10 s");
    BOOST_TEST(duration_text(3725.0) == "1 h 02 min");
}
