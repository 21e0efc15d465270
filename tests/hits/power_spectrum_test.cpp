#include "lhits/hits/power_spectrum.hpp"

#include <cmath>
#include <numbers>
#include <numeric>

#include "lhits/base/random.hpp"
#include "lhits_test.hpp"

using namespace lhits;

LHITS_TEST(power_spectrum_of_known_waves, 1) {
    constexpr std::size_t n = 20;
    std::vector<float> rows;
    for (const double amplitude :
         {1.0, 3.0}) {  // two rows: 2 + a cos 3x + 0.5 sin 7x + 0.25 (-1)^j
        for (std::size_t j = 0; j < n; ++j) {
            const double x = 2.0 * std::numbers::pi * static_cast<double>(j) / n;
            rows.push_back(static_cast<float>(2.0 + amplitude * std::cos(3.0 * x) +
                                              0.5 * std::sin(7.0 * x) + 0.25 * std::cos(10.0 * x)));
        }
    }
    const PowerSpectrum spectrum(n);
    std::vector<double> sums(spectrum.size(), 0.0);
    BOOST_TEST(sums.size() == 11U);
    spectrum.add(rows, sums);
    std::vector<double> expected(11, 0.0);
    expected[0] = 2.0 * 4.0;
    expected[3] = (1.0 + 9.0) / 2.0;
    expected[7] = 2.0 * 0.125;
    expected[10] = 2.0 * 0.0625;
    for (std::size_t k = 0; k < 11; ++k) BOOST_TEST(std::abs(sums[k] - expected[k]) < 1e-6);
}

LHITS_TEST(power_spectrum_holds_the_mean_square, 1) {
    const RandomStream stream(5, Purpose::batch, 0);
    for (const std::size_t n : {16U, 15U}) {
        std::vector<float> u;
        double square = 0.0;
        for (std::size_t j = 0; j < n; ++j) {
            u.push_back(static_cast<float>(stream.uniform(j) - 0.3));
            square += std::pow(static_cast<double>(u.back()), 2) / static_cast<double>(n);
        }
        const PowerSpectrum spectrum(n);
        std::vector<double> sums(spectrum.size(), 0.0);
        spectrum.add(u, sums);
        BOOST_TEST(std::accumulate(sums.begin(), sums.end(), 0.0) == square,
                   boost::test_tools::tolerance(1e-12));
    }
}

LHITS_TEST(distance_of_spectra, 1) {
    // The mean, the weakest wave and one without energy do not count: 998 and 1.5 are 99.95 %.
    const std::vector<double> reference{1e6, 1.5, 998.0, 0.5, 0.0};
    BOOST_TEST(spectrum_distance(reference, reference) == 0.0);
    const std::vector<double> other{0.0, 1.5 * std::exp(0.2), 998.0 * std::exp(-0.4), 7.0, 1.0};
    BOOST_TEST(spectrum_distance(other, reference) == 0.3, boost::test_tools::tolerance(1e-12));
    BOOST_TEST(spectrum_distance(other, reference, 0.99) == 0.4,
               boost::test_tools::tolerance(1e-12));
    BOOST_TEST(std::isnan(
        spectrum_distance(std::vector<double>{0.0, 1.0, std::nan(""), 1.0, 1.0}, reference)));
}
