#include "lhits/hits/coupling.hpp"

#include <limits>
#include <stdexcept>

#include "lhits/base/error.hpp"
#include "lhits/hits/rollout.hpp"
#include "lhits_test.hpp"

using namespace lhits;

namespace {

constexpr double diverged = std::numeric_limits<double>::infinity();
const double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr auto by_error = CouplingCriterion::error;
constexpr auto by_valid_time = CouplingCriterion::valid_time;

CouplingScores of_errors(const std::vector<std::vector<double>>& errors) {
    CouplingScores scores;
    for (const auto& row : errors) {
        scores.emplace_back();
        for (const double error : row) scores.back().push_back({error, 0.0});
    }
    return scores;
}

}  // namespace

LHITS_TEST(exhaustive_search_takes_the_best_of_all, 1) {
    const auto scores = of_errors({{9.0}, {8.0, 2.0}, {7.0, 5.0, not_a_number}});
    const auto best = choose_coupling("exhaustive", scores, by_error);
    BOOST_TEST(best.finest == 1U);
    BOOST_TEST(best.coarsest == 1U);
    BOOST_TEST(best.error == 2.0);
}

// The paper's search first fixes the coarse end (with all fine models), then the fine one.
LHITS_TEST(range_search_drops_coarse_then_fine, 1) {
    const auto scores = of_errors({{9.0}, {8.0, 2.0}, {7.0, 5.0, 6.0}});
    const auto best = choose_coupling("range", scores, by_error);
    BOOST_TEST(best.finest == 1U);
    BOOST_TEST(best.coarsest == 2U);
    BOOST_TEST(best.error == 5.0);
}

LHITS_TEST(diverged_ranges_never_win, 1) {
    const auto scores = of_errors({{diverged}, {not_a_number, 3.0}});
    BOOST_TEST(choose_coupling("exhaustive", scores, by_error).error == 3.0);
    BOOST_TEST(choose_coupling("range", scores, by_error).finest == 1U);
    BOOST_CHECK_THROW(choose_coupling("exhaustive", of_errors({{diverged}}), by_error), Failure);
    BOOST_CHECK_THROW(choose_coupling("best", of_errors({{1.0}}), by_error), std::invalid_argument);
}

// The longest valid time wins whatever the error, which only decides between equal times.
LHITS_TEST(longest_valid_time_then_smallest_error, 1) {
    const CouplingScores scores{
        {{9.0, 1.0}}, {{5.0, 6.0}, {4.0, 6.0}}, {{1.0, 5.0}, {not_a_number, 8.0}, {7.0, 2.0}}};
    const auto best = choose_coupling("exhaustive", scores, by_valid_time);
    BOOST_TEST(best.finest == 1U);
    BOOST_TEST(best.coarsest == 1U);
    BOOST_TEST(best.error == 4.0);
    BOOST_TEST(best.valid_time == 6.0);
    BOOST_TEST(choose_coupling("exhaustive", scores, by_error).error == 1.0);
    BOOST_TEST(best_coarse_end(scores, by_valid_time) == 1U);
    BOOST_TEST(best_coarse_end(scores, by_error) == 2U);
    BOOST_TEST(choose_coupling("range", scores, by_valid_time).finest == 1U);
    BOOST_CHECK_THROW(coupling_criterion("time"), std::invalid_argument);
    BOOST_CHECK(coupling_criterion("error") == by_error);
    BOOST_CHECK(coupling_criterion("valid-time") == by_valid_time);
}

namespace {

/// A stepper of z' = 1 that is off by `error` in each step.
Level off_by(std::int64_t stride, float error) {
    return {stride, [stride, error](std::span<const float> from, int, std::span<float> to) {
                for (std::size_t i = 0; i < from.size(); ++i) {
                    to[i] = from[i] + static_cast<float>(stride) + error;
                }
            }};
}

/// Mean squared error over steps 1 .. T of the coupled steppers, by rolling them out.
double rolled_out_error(const std::vector<Level>& levels, std::size_t finest, std::size_t coarsest,
                        std::int64_t steps) {
    std::vector<Level> used;
    for (std::size_t l = coarsest + 1; l-- > finest;) used.push_back(levels[l]);
    const auto z = roll_out(used, std::vector<float>{0.0F}, 1, 1, steps);
    double sum = 0.0;
    for (std::int64_t t = 1; t <= steps; ++t) {
        const double difference = z[static_cast<std::size_t>(t)] - static_cast<double>(t);
        sum += difference * difference;
    }
    return sum / static_cast<double>(steps);
}

/// The same by counting the steps of each level on the way to every time: t in mixed radix.
double counted_error(const std::vector<std::int64_t>& strides, const std::vector<double>& errors,
                     std::size_t finest, std::size_t coarsest, std::int64_t steps) {
    const auto at_node = [&](std::int64_t time) {
        double sum = 0.0;
        for (std::size_t l = coarsest + 1; l-- > finest;) {
            sum += static_cast<double>(time / strides[l]) * errors[l];
            time %= strides[l];
        }
        return sum;
    };
    const auto s = strides[finest];
    double sum = 0.0;
    for (std::int64_t t = 1; t <= steps; ++t) {
        const double weight = static_cast<double>(t % s) / static_cast<double>(s);
        const double left = at_node(t / s * s);
        // The next node belongs to the next step of the finest level when it is past the last.
        const double right =
            weight > 0.0 ? (t / s * s + s <= steps ? at_node(t / s * s + s) : left + errors[finest])
                         : left;
        const double error = (1.0 - weight) * left + weight * right;
        sum += error * error;
    }
    return sum / static_cast<double>(steps);
}

}  // namespace

// Four steppers with known errors: the scores of all ranges are what counting steps gives, and both
// searches choose as those numbers say.
LHITS_TEST(steppers_with_known_error_are_coupled_right, 1) {
    const std::vector<std::int64_t> strides{1, 4, 16, 64};
    const std::vector<double> errors{0.25, 0.0625, 0.03125, 8.0};
    std::vector<Level> levels;
    for (std::size_t l = 0; l < 4; ++l) {
        levels.push_back(off_by(strides[l], static_cast<float>(errors[l])));
    }
    CouplingScores scores(4);
    for (std::size_t c = 0; c < 4; ++c) {
        for (std::size_t f = 0; f <= c; ++f) {
            const double expected = counted_error(strides, errors, f, c, 250);
            scores[c].push_back({rolled_out_error(levels, f, c, 250), 0.0});
            BOOST_TEST(scores[c][f].error == expected, boost::test_tools::tolerance(1e-3));
        }
    }
    // Stride 64 is bad; 16 makes few steps of small error; steps of 1 only add to it.
    for (const char* search : {"exhaustive", "range"}) {
        const auto chosen = choose_coupling(search, scores, by_error);
        BOOST_TEST(chosen.coarsest == 2U);
        BOOST_TEST(chosen.finest >= 1U);
        for (const auto& row : scores) {
            for (const auto& score : row) BOOST_TEST(chosen.error <= score.error);
        }
    }
}
