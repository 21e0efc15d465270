// What is found on plain numbers, and what is said to do.
#include <algorithm>
#include <limits>
#include <string>

#include "lhits/workflow/verdict.hpp"
#include "lhits_test.hpp"

namespace {

using lhits::Evidence;
using lhits::Use;
using lhits::Verdict;

/// A good surrogate whose networks still improve a little: errors beside a variance of 1.
Evidence good() {
    Evidence e;
    e.forecasts = 8;
    e.valid_forecasts = 8;
    e.error = 1e-3;
    e.valid_time = 100.0;
    e.whole_time = 100.0;
    e.persistence = 1.7;
    e.training_mean = 1.0;
    e.cheap_valid_time = 5.0;
    e.perfect_valid_time = 100.0;
    e.variance = 1.0;
    e.single_stepper = 2e-3;
    e.solver_speed_up = 10.0;
    e.known_error = 5e-4;
    e.known_valid_time = 100.0;
    e.reconstruction = 5e-5;
    e.known_reconstruction = 4e-5;
    e.validation_reconstruction = 5e-5;
    e.pca = 1e-2;
    e.noise = 0.0;
    e.reduction_fell = 1.05;
    e.steppers_fell = 1.3;
    e.steppers_loss_ratio = 1.2;
    e.z = e.largest_z = 4;
    e.state_size = 200;
    e.reduction_iterations = e.stepper_iterations = 4000;
    e.stepper_hidden = {64, 32};
    e.train = 16;
    e.validation = 4;
    e.worst_error = 2e-3;
    return e;
}

std::string first_advice(const Evidence& e) {
    const auto next = lhits::judge(e).next;
    if (next.empty()) return "none";
    return next.front().settings.empty() ? next.front().reason : next.front().settings.front();
}

bool finds(const Verdict& verdict, const std::string& name) {
    return std::any_of(verdict.findings.begin(), verdict.findings.end(),
                       [&](const auto& finding) { return finding.name == name; });
}

bool is_in(const std::string& words, const std::string& text) {
    return text.find(words) != std::string::npos;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_good_surrogate_is_usable) {
    const auto verdict = lhits::judge(good());
    BOOST_TEST((verdict.use == Use::whole));
    BOOST_TEST(!verdict.worse_than_nothing);
    BOOST_TEST(is_in("usable: error 3.2 % (initial state kept 130 %, training mean 100 %); 8 of 8",
                     verdict.text));
    BOOST_TEST(first_advice(good()) == "steppers.iterations=16000");
    BOOST_TEST(verdict.not_judged.empty());
}

BOOST_AUTO_TEST_CASE(use_is_measured_by_error_and_by_valid_time) {
    auto e = good();
    e.error = 0.3;  // more than a quarter of the mean's
    e.valid_forecasts = 6;
    BOOST_TEST((lhits::judge(e).use == Use::part));
    BOOST_TEST(is_in("usable in part: 6 of 8", lhits::judge(e).text));
    e.valid_time = 30.0;
    BOOST_TEST(is_in("usable until time 30 of 100", lhits::judge(e).text));
    e.valid_time = 9.0;  // less than twice that of what costs nothing
    BOOST_TEST((lhits::judge(e).use == Use::none));
    BOOST_TEST(!lhits::judge(e).worse_than_nothing);
    for (const auto& [error, words] : {std::pair(1.2, "worse than the training mean"),
                                       std::pair(1.8, "worse than keeping the initial state")}) {
        e.error = error;
        BOOST_TEST(lhits::judge(e).worse_than_nothing);
        BOOST_TEST(is_in(words, lhits::judge(e).text));
    }
    e.error = std::numeric_limits<double>::infinity();
    e.diverged = 2;
    BOOST_TEST(lhits::judge(e).worse_than_nothing);
    BOOST_TEST(is_in("2 of 8 forecasts diverge", lhits::judge(e).text));
}

BOOST_AUTO_TEST_CASE(shares_of_an_error_add_up) {
    auto e = good();
    const auto shares = lhits::error_shares(e);
    BOOST_TEST(shares.reconstruction == 0.04, boost::test_tools::tolerance(1e-6));
    BOOST_TEST(shares.stepping == 0.46, boost::test_tools::tolerance(1e-6));
    BOOST_TEST(shares.unseen == 0.5, boost::test_tools::tolerance(1e-6));
    e.noise = 4e-4;  // which training states have, and test states do not
    e.known_reconstruction = 4e-4;
    BOOST_TEST(lhits::error_shares(e).stepping == 0.1, boost::test_tools::tolerance(1e-6));
    BOOST_TEST(lhits::error_shares(e).unseen == 0.9, boost::test_tools::tolerance(1e-6));
    e.by_valid_time = true;
    e.valid_time = 20.0;
    e.known_valid_time = 30.0;
    e.perfect_valid_time = 40.0;
    BOOST_TEST(lhits::error_shares(e).reconstruction == 0.5);
    BOOST_TEST(lhits::error_shares(e).stepping == 0.25);
    BOOST_TEST(lhits::error_shares(e).unseen == 0.25);
}

BOOST_AUTO_TEST_CASE(few_trajectories_overfit) {
    auto e = good();
    e.error = 0.1;
    e.known_error = 1e-4;
    e.reconstruction = e.validation_reconstruction = 1e-3;
    e.steppers_loss_ratio = 6.0;
    e.train = 2;
    BOOST_TEST(finds(lhits::judge(e), "overfitted"));
    BOOST_TEST(first_advice(e) == "trajectories.train=8");
    e.train_limit = 5;
    BOOST_TEST(first_advice(e) == "trajectories.train=5");
    e.train_limit = 2;
    BOOST_TEST(is_in("import more trajectories", first_advice(e)));
    // A larger error on a few test trajectories alone is none.
    e.reconstruction = e.validation_reconstruction = 4e-5;
    e.steppers_loss_ratio = 1.5;
    BOOST_TEST(!finds(lhits::judge(e), "overfitted"));
}

BOOST_AUTO_TEST_CASE(short_trainings_are_seen_by_losses_iterations_and_pca) {
    auto e = good();
    e.stepper_iterations = 50;
    e.steppers_fell = lhits::not_known;
    BOOST_TEST(first_advice(e) == "steppers.iterations=2000");
    BOOST_TEST(lhits::judge(e).not_judged.size() == 1U);
    e = good();
    e.error = 0.03;
    e.known_error = e.reconstruction = e.known_reconstruction = 0.025;
    BOOST_TEST(first_advice(e) == "reduction.iterations=16000");
    BOOST_TEST(finds(lhits::judge(e), "autoencoder under-trained"));
}

BOOST_AUTO_TEST_CASE(converged_networks_need_more_coordinates) {
    auto e = good();
    e.steppers_fell = 1.01;
    BOOST_TEST(first_advice(e) == "reduction.latent=6");
    e.largest_z = 8;  // that the deck has tried as well
    BOOST_TEST(first_advice(e) == "reduction.latent=12");
    e.reduces = e.trains_reduction = false;
    BOOST_TEST(first_advice(e) == "steppers.hidden=[128,64]");
}

BOOST_AUTO_TEST_CASE(a_converged_autoencoder_needs_coordinates_or_width) {
    auto e = good();
    e.reduction_hidden = {64, 32};
    e.reconstruction = e.known_reconstruction = e.validation_reconstruction = e.known_error = 8e-4;
    BOOST_TEST(first_advice(e) == "reduction.hidden=[128,64]");
    e.pca = 0.2;
    e.error = e.reconstruction = e.known_reconstruction = e.validation_reconstruction =
        e.known_error = 0.1;
    BOOST_TEST(first_advice(e) == "reduction.latent=6");
}

BOOST_AUTO_TEST_CASE(one_coordinate_is_too_few) {
    auto e = good();
    e.z = e.largest_z = 1;
    BOOST_TEST(!finds(lhits::judge(e), "z = 1"));  // of a decay it may be enough
    e.error = e.known_error = 0.9;
    e.valid_time = e.known_valid_time = 6.0;
    BOOST_TEST(first_advice(e) == "reduction.latent=2");
}

BOOST_AUTO_TEST_CASE(noise_is_the_floor) {
    auto e = good();
    e.error = e.known_error = 0.02;
    e.noise = 0.009;
    e.known_reconstruction = 0.01;
    BOOST_TEST(finds(lhits::judge(e), "noise"));
    BOOST_TEST(first_advice(e) == "observation.delays=[1,2,3,4]");
    e.can_delay = false;
    BOOST_TEST(first_advice(e) == "trajectories.train=64");
    e.noise = 1e-4;
    BOOST_TEST(!finds(lhits::judge(e), "noise"));
}

BOOST_AUTO_TEST_CASE(in_chaos_time_counts) {
    auto e = good();
    e.by_valid_time = true;
    e.error = e.known_error = 1.5;
    e.valid_time = e.known_valid_time = 20.0;
    e.perfect_valid_time = 40.0;
    const auto verdict = lhits::judge(e);
    BOOST_TEST((verdict.use == Use::part));
    BOOST_TEST(is_in("perfect model: 40", verdict.text));
    BOOST_TEST(!finds(verdict, "chaos"));
    e.by_valid_time = false;
    BOOST_TEST(finds(lhits::judge(e), "chaos"));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_judged_is_said) {
    auto e = good();
    e.known_error = e.known_valid_time = e.noise = e.solver_speed_up = lhits::not_known;
    e.forecasts = 1;
    const auto verdict = lhits::judge(e);
    BOOST_TEST(verdict.not_judged.size() == 4U);
    BOOST_TEST(is_in("forecast.in_sample = 0", verdict.not_judged.front()));
    BOOST_TEST(is_in("1 test trajectory", verdict.not_judged[1]));
    BOOST_TEST((verdict.use == Use::whole));
}

BOOST_AUTO_TEST_CASE(the_worst_forecast_is_explained) {
    auto e = good();
    e.worst = 3;
    e.worst_error = 0.25;
    e.worst_step = 17;
    e.worst_outside = true;
    const auto worst = lhits::judge(e).worst;
    BOOST_TEST(is_in("trajectory 3, error 50 %", worst));
    BOOST_TEST(is_in("from step 17 on", worst));
    BOOST_TEST(is_in("starts outside the training data", worst));
}

BOOST_AUTO_TEST_CASE(a_better_single_stepper_and_a_faster_solver_are_found) {
    auto e = good();
    e.single_stepper = 1e-4;
    e.solver_speed_up = 0.5;
    const auto verdict = lhits::judge(e);
    BOOST_TEST(finds(verdict, "strides"));
    BOOST_TEST(finds(verdict, "slower than a solver"));
    BOOST_TEST(verdict.next.back().settings.front() == "trajectories.validation=8");
}
