#include "lhits/hits/ensemble_statistics.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "lhits/base/error.hpp"
#include "lhits/base/random.hpp"
#include "lhits/parallel/communicator.hpp"
#include "lhits_test.hpp"

using namespace lhits;

namespace {

constexpr std::size_t times = 2;
constexpr std::size_t points = 3;
constexpr std::size_t chunk = 16;

/// One number of a standard normal distribution (Box and Muller).
double normal(std::uint64_t number) {
    const RandomStream stream(7, Purpose::weights, 0);
    const double radius = std::sqrt(-2.0 * std::log(1.0 - stream.uniform(2 * number)));
    return radius * std::cos(2.0 * std::numbers::pi * stream.uniform(2 * number + 1));
}

/// Deviations from far away control values by much, little and very little.
EnsembleReference example() {
    EnsembleReference reference;
    reference.times = times;
    reference.points = points;
    reference.control = {1.0F, -300.0F, 0.0F, 2.0F, -250.0F, 0.5F};
    reference.truth = {1.5F, -300.02F, 0.001F, 1.0F, -250.0F, 0.5F};
    reference.thresholds = {-1.0F, 1.2F};
    reference.levels = {0.0, 0.1, 0.5, 0.95, 1.0};
    reference.set_scale(std::vector<std::int32_t>{0, 1, 2});
    return reference;
}

/// (members, points) at one time.
std::vector<float> members_at(const EnsembleReference& reference, std::size_t time,
                              std::size_t count) {
    const std::vector<double> spread{0.7, 0.01, 1e-4};
    std::vector<float> x(count * points);
    for (std::size_t i = 0; i < x.size(); ++i) {
        x[i] = reference.control[time * points + i % points] +
               static_cast<float>(spread[i % points] * normal(time * 1000000 + i));
    }
    return x;
}

/// Adds the chunks number first, first + step, ...
void add_chunks(EnsembleStatistics& statistics, const EnsembleReference& reference,
                std::size_t count, std::size_t first, std::size_t step) {
    for (std::size_t time = 0; time < times; ++time) {
        const auto x = members_at(reference, time, count);
        for (std::size_t c = first; c * chunk < count; c += step) {
            const auto size = std::min(chunk, count - c * chunk) * points;
            statistics.add(time, std::span(x).subspan(c * chunk * points, size));
        }
    }
}

std::vector<double> column(const std::vector<float>& x, std::size_t point) {
    std::vector<double> values;
    for (std::size_t i = point; i < x.size(); i += points) values.push_back(x[i]);
    std::sort(values.begin(), values.end());
    return values;
}

double fair_crps(const std::vector<double>& x, double truth) {
    double error = 0.0;
    double apart = 0.0;
    for (const double a : x) {
        error += std::abs(a - truth);
        for (const double b : x) apart += std::abs(a - b);
    }
    const auto n = static_cast<double>(x.size());
    return error / n - 0.5 * apart / (n * (n - 1.0));
}

bool same(const EnsembleStatistics& a, const EnsembleStatistics& b) {
    return a.mean() == b.mean() && a.standard_deviation() == b.standard_deviation() &&
           a.minimum() == b.minimum() && a.maximum() == b.maximum() &&
           a.quantile(1) == b.quantile(1) && a.probability(1) == b.probability(1) &&
           a.crps() == b.crps() && a.rank() == b.rank() && a.energy_score() == b.energy_score();
}

}  // namespace

LHITS_TEST(ensemble_statistics_are_those_computed_directly, 1) {
    const auto reference = example();
    constexpr std::size_t count = 100;
    auto at_once = reference;
    at_once.at_once = true;
    EnsembleStatistics statistics(reference);
    EnsembleStatistics exact(at_once);
    for (std::size_t time = 0; time < times; ++time) {  // one chunk: pairs of all members
        statistics.add(time, members_at(reference, time, count));
        exact.add(time, members_at(reference, time, count));
    }
    for (std::size_t time = 0; time < times; ++time) {
        BOOST_TEST(statistics.count(time) == 100);
        const auto x = members_at(reference, time, count);
        for (std::size_t p = 0; p < points; ++p) {
            const auto values = column(x, p);
            const std::size_t cell = time * points + p;
            double mean = 0.0;
            for (const double v : values) mean += v / count;
            double variance = 0.0;
            for (const double v : values) variance += (v - mean) * (v - mean) / (count - 1);
            const double sd = std::sqrt(variance);
            BOOST_TEST(std::abs(statistics.mean()[cell] - mean) <
                       1e-7 * std::abs(mean) + 1e-5 * sd);
            BOOST_TEST(statistics.standard_deviation()[cell] == sd,
                       boost::test_tools::tolerance(1e-6));
            BOOST_TEST(statistics.minimum()[cell] == values.front());
            BOOST_TEST(statistics.maximum()[cell] == values.back());
            for (std::size_t l = 0; l < reference.levels.size(); ++l) {
                const double at = reference.levels[l] * (count - 1);
                const auto i = static_cast<std::size_t>(at);
                const double next = values[std::min(i + 1, values.size() - 1)];
                const double quantile = values[i] + (at - std::floor(at)) * (next - values[i]);
                const double control = static_cast<double>(reference.control[cell]);
                // A bin's width, and how far its numbers may lie from where they are thought to.
                BOOST_TEST(std::abs(statistics.quantile(l)[cell] - quantile) <
                           std::abs(quantile - control) / 32 + (next - values[i]) +
                               2e-7 * std::abs(control));
                BOOST_TEST(std::abs(exact.quantile(l)[cell] - quantile) <
                           2e-7 * (1.0 + std::abs(quantile)));
            }
            const double truth = static_cast<double>(reference.truth[cell]);
            BOOST_TEST(statistics.crps()[cell] == fair_crps(values, truth),
                       boost::test_tools::tolerance(1e-4));
            BOOST_TEST(statistics.rank()[cell] ==
                       static_cast<double>(std::lower_bound(values.begin(), values.end(), truth) -
                                           values.begin()));
            const auto above = std::count_if(values.begin(), values.end(), [](double v) {
                return v > static_cast<double>(1.2F);
            });
            BOOST_TEST(statistics.probability(1)[cell] == static_cast<double>(above) / count,
                       boost::test_tools::tolerance(1e-6));
        }
        double error = 0.0;
        double apart = 0.0;
        const auto norm = [&](std::size_t i, const float* other) {
            double sum = 0.0;
            for (std::size_t p = 0; p < points; ++p) {
                const double d =
                    static_cast<double>(x[i * points + p]) - static_cast<double>(other[p]);
                sum += d * d;
            }
            return std::sqrt(sum);
        };
        for (std::size_t i = 0; i < count; ++i) {
            error += norm(i, reference.truth.data() + time * points);
            for (std::size_t j = 0; j < count; ++j) apart += norm(i, x.data() + j * points);
        }
        BOOST_TEST(
            statistics.energy_score()[time] == error / count - 0.5 * apart / (count * (count - 1)),
            boost::test_tools::tolerance(1e-5));
    }
}

LHITS_TEST(ensemble_statistics_have_the_same_bits_in_any_order_on_any_ranks, 1, 2, 3) {
    const auto reference = example();
    constexpr std::size_t count = 101;
    EnsembleStatistics alone(reference);
    add_chunks(alone, reference, count, 0, 1);

    const auto ranks = Communicator::borrow(MPI_COMM_WORLD);
    const auto size = static_cast<std::size_t>(ranks.size());
    EnsembleStatistics shared(reference);
    add_chunks(shared, reference, count, static_cast<std::size_t>(ranks.rank()), size);
    const int root = ranks.size() - 1;
    shared.collect(ranks, root);
    if (ranks.rank() == root) BOOST_TEST(same(shared, alone));

    EnsembleStatistics odd(reference);
    add_chunks(odd, reference, count, 1, 2);
    EnsembleStatistics resumed(reference);
    resumed.add(odd.record());
    add_chunks(resumed, reference, count, 0, 2);
    BOOST_TEST(same(resumed, alone));
}

LHITS_TEST(ensemble_scores_of_gaussians_are_the_closed_forms, 1) {
    EnsembleReference reference;
    reference.times = 1;
    reference.points = 1;
    reference.control = {3.0F};
    const double y = 0.4;  // standard deviations from the mean
    reference.truth = {3.0F + static_cast<float>(2.0 * y)};
    reference.thresholds = {4.0F};
    reference.levels = {0.1, 0.5};
    reference.group = 64;
    reference.set_scale(std::vector<std::int32_t>{0});
    EnsembleStatistics statistics(reference);
    constexpr std::size_t count = 1U << 17U;
    std::vector<float> x;
    for (std::size_t i = 0; i < count; ++i) {
        x.push_back(static_cast<float>(3.0 + 2.0 * normal(i)));
        if (x.size() < 1024) continue;
        statistics.add(0, x);
        x.clear();
    }
    const auto phi = [](double z) {
        return std::exp(-0.5 * z * z) / std::sqrt(2.0 * std::numbers::pi);
    };
    const auto cumulative = [](double z) { return 0.5 * std::erfc(-z / std::numbers::sqrt2); };
    const double expected =
        2.0 * (y * (2.0 * cumulative(y) - 1.0) + 2.0 * phi(y) - 1.0 / std::sqrt(std::numbers::pi));
    // Four standard errors of that many draws.
    const double error = 4.0 * 2.0 / std::sqrt(static_cast<double>(count));
    BOOST_TEST(std::abs(statistics.mean()[0] - 3.0) < error);
    BOOST_TEST(std::abs(statistics.standard_deviation()[0] - 2.0) < error);
    BOOST_TEST(std::abs(statistics.crps()[0] - expected) < error);
    BOOST_TEST(std::abs(statistics.energy_score()[0] - expected) < error);  // the same at a point
    BOOST_TEST(std::abs(statistics.probability(0)[0] - cumulative(-0.5)) < 0.5 * error);
    BOOST_TEST(std::abs(statistics.rank()[0] / count - cumulative(y)) < 0.5 * error);
    BOOST_TEST(std::abs(statistics.quantile(1)[0] - 3.0) < 2.0 * error);
    const double tenth = 3.0 - 2.0 * 1.2815515655;
    BOOST_TEST(std::abs(statistics.quantile(0)[0] - tenth) < 2.0 * error + (3.0 - tenth) / 320);
}

LHITS_TEST(ensemble_statistics_refuse_what_is_no_state, 1) {
    const auto reference = example();
    const EnsembleStatistics statistics(reference);
    BOOST_TEST(statistics.accepts(0, std::vector<float>{1.0F, -300.0F, 0.0F}));
    BOOST_TEST(!statistics.accepts(0, std::vector<float>{1.0F, std::nanf(""), 0.0F}));
    BOOST_TEST(!statistics.accepts(0, std::vector<float>{1.0F, -300.0F, HUGE_VALF}));
    BOOST_TEST(!statistics.accepts(0, std::vector<float>{1.0F, 1e6F, 0.0F}));
    BOOST_TEST(std::isnan(statistics.mean()[0]));
}

LHITS_TEST(ensemble_scales_are_those_of_the_components, 1) {
    EnsembleReference reference;
    reference.times = 2;
    reference.points = 3;
    reference.control = {0.7F, 0.0F, -300.0F, -1.5F, 0.0F, 2.0F};
    reference.set_scale(std::vector<std::int32_t>{0, 1, 2});
    BOOST_TEST(reference.scale == (std::vector<float>{2.0F, 512.0F, 512.0F}),
               boost::test_tools::per_element());
    reference.control.assign(6, 0.0F);
    reference.set_scale(std::vector<std::int32_t>{0, 1, 2});
    BOOST_TEST(reference.scale == std::vector<float>(3, 1.0F), boost::test_tools::per_element());
}

LHITS_TEST(ensemble_statistics_of_other_shapes_are_refused, 1) {
    const auto reference = example();
    auto other = reference;
    other.thresholds.push_back(3.0F);
    EnsembleStatistics statistics(reference);
    EnsembleStatistics others(other);
    BOOST_CHECK_THROW(statistics.add(others.record()), InputError);
}

LHITS_TEST(energy_score_of_gaussians_in_space_is_the_closed_form, 1) {
    constexpr std::size_t d = 5;
    EnsembleReference reference;
    reference.times = 1;
    reference.points = d;
    reference.control.assign(d, -1.0F);
    reference.truth = reference.control;  // the truth in the middle
    reference.group = 64;
    reference.set_scale(std::vector<std::int32_t>(d, 0));
    EnsembleStatistics statistics(reference);
    constexpr std::size_t count = 1U << 16U;
    std::vector<float> x;
    for (std::size_t i = 0; i < count * d; ++i) {
        x.push_back(static_cast<float>(-1.0 + 0.5 * normal(i)));
        if (x.size() < 1024 * d) continue;
        statistics.add(0, x);
        x.clear();
    }
    // The norm of d standard normal numbers has the mean sqrt(2) Gamma((d + 1) / 2) / Gamma(d / 2);
    // that of the difference of two members is sqrt(2) times it.
    const double norm =
        std::numbers::sqrt2 * std::exp(std::lgamma(0.5 * (d + 1)) - std::lgamma(0.5 * d));
    const double expected = 0.5 * norm * (1.0 - 0.5 * std::numbers::sqrt2);
    const double error = 4.0 * 0.5 / std::sqrt(static_cast<double>(count));
    BOOST_TEST(std::abs(statistics.energy_score()[0] - expected) < error);
}
