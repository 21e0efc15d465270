#include "lhits/base/exact_sum.hpp"

#include <vector>

#include "lhits_test.hpp"

using namespace lhits;

LHITS_TEST(exact_sums_do_not_depend_on_the_order, 1) {
    std::vector<double> values;
    for (int i = 1; i <= 1000; ++i) {
        values.push_back(std::ldexp(1.0 / i, i % 60 - 32) * (i % 3 == 0 ? -1.0 : 1.0));
    }
    ExactSum forward;
    for (const double value : values) forward.add(value);
    ExactSum halves[2];
    for (std::size_t i = values.size(); i-- > 0;) halves[i % 2].add(values[i]);
    BOOST_TEST(forward.high == halves[0].high + halves[1].high);
    BOOST_TEST(forward.low == halves[0].low + halves[1].low);
    long double sum = 0.0L;
    for (const double value : values) sum += value;
    BOOST_TEST(forward.value() == static_cast<double>(sum), boost::test_tools::tolerance(1e-12));
}
