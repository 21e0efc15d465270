#include "lhits/base/units.hpp"

#include "lhits_test.hpp"

using namespace lhits;

LHITS_TEST(squares_of_units, 1) {
    BOOST_TEST(square_of("K") == "K2");
    BOOST_TEST(square_of("1") == "1");
    BOOST_TEST(square_of("m s-1") == "(m s-1)2");
    BOOST_TEST(square_of("s-1") == "(s-1)2");
    BOOST_TEST(square_of("m s-1", "²") == "(m s-1)²");
    BOOST_TEST(square_of("Pa", "²") == "Pa²");
}

LHITS_TEST(units_that_fields_share, 1) {
    const auto of = [](const char* one, const char* other) {
        return grid_layout({{"x", "m", {0, 1}}}, {{"u", one}, {"v", other}});
    };
    BOOST_TEST(common_units(of("K", "K")) == "K");
    BOOST_TEST(have_common_units(of("K", "K")));
    BOOST_TEST(common_units(of("K", "m s-1")) == "1");
    BOOST_TEST(!have_common_units(of("K", "m s-1")));
}
