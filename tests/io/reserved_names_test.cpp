#include "lhits/io/reserved_names.hpp"

#include "lhits/io/ensemble_file.hpp"
#include "lhits/io/forecast_adaptive.hpp"
#include "lhits/io/forecast_file.hpp"
#include "lhits_test.hpp"

using namespace lhits;

LHITS_TEST(names_of_our_variables_are_reserved, 1) {
    const auto check = [](const std::string& name) { BOOST_TEST(is_reserved(name), name); };
    for (const auto dataset : all_forecast_data) check(name_of(dataset));
    for (const auto dataset : all_stepper_data) check(name_of(dataset));
    for (const auto dataset : all_adaptive_data) check(name_of(dataset));
    for (auto i = 0; i <= static_cast<int>(EnsembleData::brier_score); ++i) {
        check(name_of(static_cast<EnsembleData>(i)));
    }
    for (const auto* name : {"u", "time", "state", "component", "trajectory"}) check(name);
    for (const auto* name : {"x", "epsilon", "length", ""}) BOOST_TEST(!is_reserved(name));
}
