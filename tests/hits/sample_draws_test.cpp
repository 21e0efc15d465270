#include "lhits/hits/sample_draws.hpp"

#include <cmath>
#include <vector>

#include "lhits_test.hpp"

using namespace lhits;

namespace {

constexpr std::int64_t trajectories = 4;
constexpr std::int64_t starts = 1024;
constexpr std::uint64_t draws = 100000;

SampleDraws example(double share) {
    return {trajectories, starts, share, RandomStream(7, Purpose::batch, 2)};
}

/// The part of the draws whose time lies in [0, end).
double part_before(double share, std::int64_t end) {
    const auto sampler = example(share);
    int count = 0;
    for (std::uint64_t d = 0; d < draws; ++d) count += sampler.index(d) % starts < end ? 1 : 0;
    return static_cast<double>(count) / static_cast<double>(draws);
}

}  // namespace

// Standard deviation of a part p of these draws: sqrt(p (1 - p) / 1e5) < 0.0016.
LHITS_TEST(times_are_uniform_without_a_share, 1) {
    for (const std::int64_t end : {1, 100, 512, 1024}) {
        const double expected = static_cast<double>(end) / starts;
        BOOST_TEST(std::abs(part_before(0.0, end) - expected) < 0.008);
    }
}

LHITS_TEST(a_share_of_the_times_is_log_uniform, 1) {
    for (const std::int64_t end : {1, 3, 31, 127, 1024}) {
        const auto uniform = static_cast<double>(end) / starts;
        // Times t with floor(starts^x) - 1 < end for x uniform in [0, 1).
        const double log_uniform =
            std::min(1.0, std::log(static_cast<double>(end + 1)) / std::log(1.0 * starts));
        BOOST_TEST(std::abs(part_before(1.0, end) - log_uniform) < 0.008);
        BOOST_TEST(std::abs(part_before(0.25, end) - (0.25 * log_uniform + 0.75 * uniform)) <
                   0.008);
    }
}

LHITS_TEST(every_trajectory_is_drawn_alike, 1) {
    const auto sampler = example(0.5);
    std::vector<int> counts(trajectories, 0);
    for (std::uint64_t d = 0; d < draws; ++d) {
        const auto index = sampler.index(d);
        BOOST_REQUIRE(index >= 0);
        BOOST_REQUIRE(index < trajectories * starts);
        ++counts[static_cast<std::size_t>(index / starts)];
    }
    for (const int count : counts) BOOST_TEST(std::abs(count / 1e5 - 0.25) < 0.008);
}
