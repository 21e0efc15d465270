#include "lhits/hits/deviation_histogram.hpp"

#include <cmath>
#include <vector>

#include "lhits_test.hpp"

using namespace lhits;

LHITS_TEST(deviations_lie_in_their_bins, 1) {
    for (int i = -4000; i <= 4000; ++i) {
        const double size = std::exp2(static_cast<double>(std::abs(i)) / 4000.0 * 25.9 - 22.95);
        const auto value = static_cast<float>(i < 0 ? -size : size);
        const auto bin = DeviationHistogram::bin(value);
        const double x = static_cast<double>(value);
        BOOST_TEST((DeviationHistogram::lower(bin) <= x && x <= DeviationHistogram::upper(bin)));
        BOOST_TEST(DeviationHistogram::upper(bin) - DeviationHistogram::lower(bin) <=
                   std::abs(x) / 31.0);
    }
    BOOST_TEST(DeviationHistogram::bin(0.0F) == DeviationHistogram::side);
    BOOST_TEST(DeviationHistogram::bin(-0.0F) == DeviationHistogram::side);
    BOOST_TEST(DeviationHistogram::bin(1e-20F) == DeviationHistogram::side);
    BOOST_TEST(DeviationHistogram::bin(500.0F) == DeviationHistogram::bins - 1);
    BOOST_TEST(DeviationHistogram::bin(-500.0F) == 0);
}

LHITS_TEST(quantiles_of_evenly_spread_numbers, 1) {
    constexpr int count = 100000;
    std::vector<std::uint32_t> counts(DeviationHistogram::bins, 0);
    const auto value = [](int i) { return -1.0 + 3.0 * (i + 0.5) / count; };
    for (int i = 0; i < count; ++i) {
        ++counts[DeviationHistogram::bin(static_cast<float>(value(i)))];
    }
    for (const double level : {0.001, 0.2, 0.5, 0.77, 0.999}) {
        const double quantile =
            DeviationHistogram::quantile(counts, count, level, value(0), value(count - 1));
        BOOST_TEST(std::abs(quantile - (-1.0 + 3.0 * level)) < 1e-3);  // even within a bin, too
    }
    BOOST_TEST(DeviationHistogram::quantile(counts, count, 1.0, value(0), value(count - 1)) ==
                   value(count - 1),
               boost::test_tools::tolerance(1e-4));
}
