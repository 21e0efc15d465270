#include "lhits/io/reserved_names.hpp"

#include "lhits_test.hpp"

using namespace lhits;

LHITS_TEST(names_of_our_variables_are_reserved, 1) {
    for (const auto* name : {"u",           "time",
                             "state",       "component",
                             "trajectory",  "fixed_value",
                             "mse_state",   "stepper_mse_state",
                             "evaluations", "tolerance",
                             "time_step",   "wavenumber",
                             "u_xx",        "lyapunov_exponent",
                             "members",     "member",
                             "quantile",    "crps",
                             "rank_bin",    "brier_score"}) {
        BOOST_TEST(is_reserved(name), name);
    }
    for (const auto* name : {"x", "epsilon", "length", ""}) BOOST_TEST(!is_reserved(name));
}
