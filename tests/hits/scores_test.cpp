#include "lhits/hits/scores.hpp"

#include <cmath>
#include <limits>
#include <vector>

#include "lhits_test.hpp"

using namespace lhits;

namespace {

constexpr float not_a_number = std::numeric_limits<float>::quiet_NaN();
const std::vector<float> truth{1.0F, 2.0F, 3.0F, 4.0F, 0.0F, 2.0F};

}  // namespace

LHITS_TEST(mean_squared_errors_of_rows, 1) {
    std::vector<double> mse(3);
    const std::vector<float> predicted{1.0F, 2.0F, 3.0F, 6.0F, 1.0F, not_a_number};
    mean_squared_errors(predicted, truth, 2, mse);
    BOOST_TEST(mse[0] == 0.0);
    BOOST_TEST(mse[1] == 2.0);
    BOOST_TEST(std::isnan(mse[2]));
}

LHITS_TEST(squares_of_any_floats, 1) {
    std::vector<double> mse(1);
    for (const float size : {0x1p-100F, 1.0F, 0x1p120F}) {
        const std::vector<float> ones{size, size};
        const std::vector<float> others{size, 3.0F * size};
        mean_squared_errors(others, ones, 2, mse);
        BOOST_TEST(mse[0] == 2.0 * static_cast<double>(size) * static_cast<double>(size));
    }
}

LHITS_TEST(relative_errors_of_rows, 1) {
    std::vector<float> errors(3);
    const std::vector<float> predicted{1.0F, 0.0F, 3.0F, 9.0F, 0.0F, not_a_number};
    relative_l2_errors(predicted, truth, 2, errors);
    BOOST_TEST(errors[0] == std::sqrt(4.0F / 5.0F));
    BOOST_TEST(errors[1] == 1.0F);
    BOOST_TEST(std::isnan(errors[2]));
}

LHITS_TEST(the_start_is_no_prediction, 1) {
    BOOST_TEST(mean_after_start(std::vector<double>{100.0, 1.0, 3.0}) == 2.0);
    BOOST_TEST(mean_after_start(std::vector<double>{100.0}) == 0.0);
    // Row 0 differs, but counts neither in the error nor in the norm (29).
    const std::vector<float> predicted{9.0F, 9.0F, 3.0F, 4.0F, 2.0F, 2.0F};
    BOOST_TEST(relative_l2(predicted, truth, 2) == std::sqrt(4.0 / 29.0));
}

LHITS_TEST(errors_of_each_field, 1) {
    // Two fields, the first of two elements; the start does not count.
    const std::vector<std::int32_t> field{0, 1, 0};
    const std::vector<float> true_rows{9.0F, 9.0F, 9.0F, 1.0F, 300.0F, 3.0F, 5.0F, 302.0F, 7.0F};
    const std::vector<float> predicted{0.0F, 0.0F, 0.0F, 1.0F, 303.0F, 5.0F, 5.0F, 306.0F, 7.0F};
    BOOST_TEST(rmse_of_fields(predicted, true_rows, field, 2) ==
                   (std::vector<float>{1.0F, std::sqrt(12.5F)}),
               boost::test_tools::per_element());
    const auto later = std::span(true_rows).subspan(3);
    BOOST_TEST(deviations_of_fields(later, field, 2) == (std::vector<double>{std::sqrt(5.0), 1.0}),
               boost::test_tools::per_element());
    const auto start = std::span(true_rows).first(3);
    BOOST_TEST(std::isnan(rmse_of_fields(start, start, field, 2)[0]));
    BOOST_TEST(std::isnan(deviations_of_fields({}, field, 2)[1]));
    // A third field, of which nothing is seen.
    BOOST_TEST(rmse_of_fields(predicted, true_rows, field, 3)[2] == 0.0F);
    BOOST_TEST(deviations_of_fields(later, field, 3)[2] == 0.0);
}

LHITS_TEST(valid_time_is_the_first_crossing, 1) {
    const std::vector<double> mse{0.0, 0.1, 0.9, 1.1, 0.1, 5.0};
    // sqrt(mse / 4) reaches 0.5 where mse reaches 1.
    BOOST_TEST(valid_time(mse, 4.0, 0.5, 0.25) == 0.75);
    BOOST_TEST(valid_time(mse, 4.0, 10.0, 0.25) == 1.25);
    BOOST_TEST(valid_time(std::vector<double>{0.0, std::nan(""), 0.0}, 1.0, 0.5, 2.0) == 2.0);
    // Without an error, whatever the variance.
    BOOST_TEST(valid_time(std::vector<double>{0.0, 0.0, 0.0}, 0.0, 0.5, 2.0) == 4.0);
}
