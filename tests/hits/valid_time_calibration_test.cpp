#include "lhits/hits/valid_time_calibration.hpp"

#include "lhits/base/error.hpp"
#include "lhits_test.hpp"

using namespace lhits;

namespace {

ValidTimeCalibration of(std::vector<double> valid_times) {
    return {std::move(valid_times), 100.0, 0.5};
}

}  // namespace

LHITS_TEST(lower_bounds_by_rank, 1) {
    const auto nine = of({90, 20, 30, 40, 10, 60, 70, 80, 50});
    BOOST_TEST(nine.lower_bound(0.1).time == 10.0);
    BOOST_TEST(nine.lower_bound(0.1).coverage == 0.9);
    BOOST_TEST(nine.lower_bound(0.3).time == 30.0);
    BOOST_TEST(nine.lower_bound(0.3).coverage == 0.7);
    BOOST_TEST(nine.lower_bound(0.39).time == 30.0);
    BOOST_TEST(!nine.lower_bound(0.3).to_the_end);
}

LHITS_TEST(valid_times_as_text, 1) {
    BOOST_TEST(text_of({12.345, 0.9, false}, " s") == "valid for 12.3 s with a probability of 0.9");
    BOOST_TEST(text_of({50, 0.75, true}, "", 20) ==
               "valid for 2.5 or longer with a probability of 0.75");
}

LHITS_TEST(too_few_forecasts_for_what_is_asked, 1) {
    const auto four = of({4, 3, 2, 1}).lower_bound(0.1);
    BOOST_TEST(four.time == 1.0);
    BOOST_TEST(four.coverage == 0.8);
    BOOST_TEST(of({7}).lower_bound(0.1).coverage == 0.5);
}

LHITS_TEST(forecasts_that_are_valid_to_the_end, 1) {
    const auto calibration = of({100, 100, 50, 100});
    BOOST_TEST(!calibration.lower_bound(0.2).to_the_end);
    const auto second = calibration.lower_bound(0.4);
    BOOST_TEST(second.time == 100.0);
    BOOST_TEST(second.to_the_end);
}

// Which of n + 1 forecasts is the new one does not matter: the bound holds for as many as it says.
LHITS_TEST(a_lower_bound_holds_for_new_forecasts, 1) {
    const std::vector<double> all{31, 4, 15, 92, 65, 35, 89, 79, 32, 38, 46, 26, 43, 83, 27};
    for (const double alpha : {0.01, 0.1, 0.2, 0.5}) {
        int holds = 0;
        double coverage = 0.0;
        for (std::size_t i = 0; i < all.size(); ++i) {
            auto others = all;
            others.erase(others.begin() + static_cast<std::ptrdiff_t>(i));
            const auto bound = of(others).lower_bound(alpha);
            coverage = bound.coverage;
            if (all[i] >= bound.time) ++holds;
        }
        BOOST_TEST(holds == coverage * 15.0, boost::test_tools::tolerance(1e-12));
        if (alpha > 0.05) BOOST_TEST(coverage >= 1.0 - alpha);
    }
}

LHITS_TEST(a_calibration_survives_its_record, 1) {
    const auto calibration = of({3, 1, 2});
    const ValidTimeCalibration back(calibration.record());
    BOOST_TEST((back.record() == calibration.record()));
    BOOST_TEST(back.nrmse() == 0.5);
    auto damaged = calibration.record();
    damaged.put("valid_times", std::vector<double>{});
    BOOST_CHECK_THROW(ValidTimeCalibration{damaged}, InputError);
}
