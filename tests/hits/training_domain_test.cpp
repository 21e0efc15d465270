#include "lhits/hits/training_domain.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "lhits/base/error.hpp"
#include "lhits/base/random.hpp"
#include "lhits_test.hpp"

using namespace lhits;

namespace {

constexpr double pi = std::numbers::pi;

/// `count` points of the unit circle, from one angle on.
std::vector<float> arc(std::size_t count, double first, double step) {
    std::vector<float> points;
    for (std::size_t i = 0; i < count; ++i) {
        const double angle = first + step * static_cast<double>(i);
        points.push_back(static_cast<float>(std::cos(angle)));
        points.push_back(static_cast<float>(std::sin(angle)));
    }
    return points;
}

/// Three training trajectories that share out 300 points of a circle, each going round; one for
/// validation halfway between two points.
TrainingDomain circle() {
    std::vector<float> train;
    for (const int t : {0, 1, 2}) {
        const auto one = arc(100, t * pi / 150.0, pi / 50.0);
        train.insert(train.end(), one.begin(), one.end());
    }
    const auto validation = arc(100, pi / 300.0, pi / 50.0);
    return {{train, 3, 100, 2}, {validation, 1, 100, 2}, {0.25, 0.5, 0.125, 1.0}};
}

std::vector<float> distances(const TrainingDomain& domain, const std::vector<float>& z) {
    std::vector<float> result(z.size() / domain.dimension());
    domain.distances(z, result.size(), result);
    return result;
}

std::vector<float> numbers(std::size_t count, std::uint32_t index) {
    const RandomStream stream(3, Purpose::batch, index);
    std::vector<float> result(count);
    for (std::size_t i = 0; i < count; ++i) result[i] = static_cast<float>(stream.uniform(i));
    return result;
}

}  // namespace

LHITS_TEST(the_middle_of_a_circle_is_outside, 1) {
    const auto domain = circle();
    BOOST_TEST(domain.references() == 300U);
    const auto found = distances(domain, {0.0F, 0.0F, 1.0F, 0.0F, 3.0F, 0.0F});
    const auto exactly = boost::test_tools::tolerance(1e-6F);
    BOOST_TEST(found[0] == 1.0F, exactly);
    BOOST_TEST(found[1] == 0.0F);
    BOOST_TEST(found[2] == 2.0F, exactly);
    const double limit = domain.distance().limit(0.999);
    BOOST_TEST(found[0] > limit);
    // Within the data are all circles in between; a little within the circle still is.
    const auto near = distances(domain, arc(1234, 0.1, 2.0 * pi / 1234.0));
    BOOST_TEST(*std::max_element(near.begin(), near.end()) < limit);
    BOOST_TEST(distances(domain, {0.99F, 0.0F})[0] < limit);
    BOOST_TEST(distances(domain, {0.97F, 0.0F})[0] > limit);
}

LHITS_TEST(known_trajectories_are_measured_by_the_others, 1) {
    const auto domain = circle();
    const auto& values = domain.distance().values();
    BOOST_REQUIRE(values.size() == 4U);
    const auto exactly = boost::test_tools::tolerance(1e-4);
    BOOST_TEST(values[0] == 2.0 * std::sin(pi / 600.0), exactly);  // validation
    for (const std::size_t i : {1, 2, 3})
        BOOST_TEST(values[i] == 2.0 * std::sin(pi / 300.0), exactly);
    BOOST_TEST(domain.reconstruction().limit(0.5) == 0.5);
}

LHITS_TEST(a_single_training_trajectory, 1) {
    const std::vector<float> train{0.0F, 1.0F, 2.0F};
    const std::vector<float> validation{0.5F, 4.0F, 1.0F};
    const TrainingDomain domain({train, 1, 3, 1}, {validation, 1, 3, 1}, {0.0, 0.0});
    BOOST_TEST(domain.distance().values() == std::vector<double>{2.0},
               boost::test_tools::per_element());
}

// Against all pairs, in double precision; more points than references, a part of a block, rows that
// fill no block.
LHITS_TEST(distances_to_the_nearest_reference, 1) {
    for (const std::size_t d : {1, 5, 202}) {
        const std::size_t times = d == 202 ? 75 : 700;
        const auto train = numbers(2 * times * d, 1);
        const auto t = static_cast<std::int64_t>(times);
        const auto n = static_cast<std::int64_t>(d);
        const TrainingDomain domain({train, 2, t, n}, {train, 1, t, n}, {1.0});
        BOOST_TEST(domain.references() == std::min<std::size_t>(2 * times, 1024));
        const auto references = domain.record().floats("references");
        const auto z = numbers(101 * d, 2);
        const auto found = distances(domain, z);
        for (std::size_t row = 0; row < found.size(); ++row) {
            double nearest = std::numeric_limits<double>::infinity();
            for (std::size_t r = 0; r < domain.references(); ++r) {
                double sum = 0.0;
                for (std::size_t j = 0; j < d; ++j) {
                    const double difference = static_cast<double>(z[row * d + j]) -
                                              static_cast<double>(references[r * d + j]);
                    sum += difference * difference;
                }
                nearest = std::min(nearest, std::sqrt(sum));
            }
            BOOST_TEST(std::abs(static_cast<double>(found[row]) - nearest) <
                       1e-6 * (1.0 + nearest));
        }
    }
}

LHITS_TEST(what_is_no_number_is_far_away, 1) {
    const float nan = std::numeric_limits<float>::quiet_NaN();
    const auto found = distances(circle(), {nan, 0.0F, 1.0F, 0.0F, 0.0F, 1e30F});
    BOOST_TEST(std::isinf(found[0]));
    BOOST_TEST(found[1] == 0.0F);
    BOOST_TEST(std::isinf(found[2]));
}

LHITS_TEST(limits_of_an_extent, 1) {
    const Extent extent({9, 2, 3, 4, 1, 6, 7, 8, 5});
    BOOST_TEST(extent.limit(0.5) == 5.0);
    BOOST_TEST(extent.level(0.5) == 0.5);
    BOOST_TEST(extent.limit(0.7) == 7.0);
    BOOST_TEST(extent.limit(0.75) == 8.0);
    BOOST_TEST(extent.level(0.75) == 0.8);
    BOOST_TEST(extent.limit(0.999) == 9.0);  // too few for it
    BOOST_TEST(extent.level(0.999) == 0.9);
    BOOST_TEST(extent.limit(0.0) == 1.0);
    BOOST_TEST(extent.share_below(5.0) == 4.0 / 9.0);
    BOOST_TEST(extent.share_below(100.0) == 1.0);
}

// Which of n + 1 values is the new one does not matter: of as many as level() says it is true.
LHITS_TEST(an_extent_holds_for_new_trajectories, 1) {
    const auto values = numbers(20, 5);
    for (const double q : {0.25, 0.8, 0.999}) {
        int inside = 0;
        double level = 0.0;
        for (std::size_t i = 0; i < values.size(); ++i) {
            std::vector<double> others(values.begin(), values.end());
            others.erase(others.begin() + static_cast<std::ptrdiff_t>(i));
            const Extent extent(others);
            level = extent.level(q);
            if (static_cast<double>(values[i]) <= extent.limit(q)) ++inside;
        }
        BOOST_TEST(inside == level * 20.0, boost::test_tools::tolerance(1e-12));
    }
}

LHITS_TEST(a_training_domain_survives_its_record, 1) {
    const auto domain = circle();
    const TrainingDomain back(domain.record());
    BOOST_TEST((back.record() == domain.record()));
    const std::vector<float> z{0.1F, 0.2F, 0.3F, 0.4F};
    BOOST_TEST(distances(back, z) == distances(domain, z), boost::test_tools::per_element());
    auto damaged = domain.record();
    damaged.put("references", std::vector<float>(6));
    BOOST_CHECK_THROW(TrainingDomain{damaged}, InputError);
    damaged = domain.record();
    damaged.put("largest_distances", std::vector<double>{});
    BOOST_CHECK_THROW(TrainingDomain{damaged}, InputError);
    damaged = domain.record();
    damaged.arrays.erase("largest_reconstruction_errors");
    BOOST_CHECK_THROW(TrainingDomain{damaged}, InputError);
}
