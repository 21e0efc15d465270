#include "lhits/hits/adaptive_rollout.hpp"

#include <array>
#include <cmath>
#include <map>
#include <stdexcept>

#include "lhits_test.hpp"

using namespace lhits;

namespace {

using State = std::array<float, 2>;

/// A level of members with two coordinates.
template <class Flow>
Level level_of(std::int64_t stride, Flow flow) {
    return {stride, [stride, flow](std::span<const float> from, int rows, std::span<float> to) {
                for (std::size_t r = 0; r < static_cast<std::size_t>(rows); ++r) {
                    const State next = flow(stride, State{from[2 * r], from[2 * r + 1]});
                    to[2 * r] = next[0];
                    to[2 * r + 1] = next[1];
                }
            }};
}

template <class Flow>
std::vector<Level> levels_of(const std::vector<std::int64_t>& strides, Flow flow) {
    std::vector<Level> levels;
    for (const auto stride : strides) levels.push_back(level_of(stride, flow));
    return levels;
}

/// A damped rotation, solved exactly.
State spiral(std::int64_t stride, State z) {
    const double t = static_cast<double>(stride);
    const double shrunk = std::exp(-0.002 * t);
    const double c = shrunk * std::cos(0.03 * t);
    const double s = shrunk * std::sin(0.03 * t);
    return {static_cast<float>(c * z[0] - s * z[1]), static_cast<float>(s * z[0] + c * z[1])};
}

/// Straight on, with an error of 1e-6 stride^2.
State drift(std::int64_t stride, State z) {
    const double s = static_cast<double>(stride);
    const auto moved = static_cast<float>(0.01 * s + 1e-6 * s * s);
    return {z[0] + moved, z[1] + moved};
}

/// Slow but for fast turns where z[0] crosses a whole number, and wrong in long strides there.
State jumpy(std::int64_t stride, State z) {
    const auto s = static_cast<float>(stride);
    const float edge = std::exp(-80.0F * (z[0] - std::round(z[0])) * (z[0] - std::round(z[0])));
    return {z[0] + 0.004F * s, 0.9F * z[1] + 0.05F * std::sin(z[0]) + 2e-3F * s * edge};
}

/// The reference: one member, one step at a time, straight from the definition.
class Reference {
public:
    template <class Flow>
    Reference(std::vector<std::int64_t> strides, Flow flow, State start, const AdaptiveSteps& asked)
        : strides_(std::move(strides)),
          flow_(flow),
          asked_(asked),
          taken(strides_.size()),
          evaluations(strides_.size()) {
        const auto finest = strides_.back();
        const auto last = asked.steps / asked.every * asked.every;
        const auto end = (last + finest - 1) / finest * finest;
        nodes_[0] = start;
        std::size_t level = 0;
        for (std::int64_t time = 0; time < end;) {
            while (time + strides_[level] > end) ++level;
            // What is computed once is not computed again.
            std::map<std::size_t, State> first;
            const auto first_step = [&](std::size_t l) {
                if (!first.contains(l)) first[l] = step(l, nodes_.at(time));
                return first.at(l);
            };
            std::vector<State> accepted;
            for (;; ++level) {
                accepted = {first_step(level)};
                if (level + 1 == strides_.size()) break;
                const auto parts = strides_[level] / strides_[level + 1];
                std::vector<State> fine{first_step(level + 1)};
                while (std::ssize(fine) < parts) fine.push_back(step(level + 1, fine.back()));
                const bool agree = distance(accepted[0], fine.back()) < asked.tolerance;
                accepted = fine;
                if (agree) break;
            }
            ++taken[level];
            const auto part = strides_[level] / std::ssize(accepted);
            for (const auto& state : accepted) {
                time += part;
                nodes_[time] = state;
                fill(accepted.size() == 1 ? level : level + 1, time - part);
            }
            if (level > 0) --level;
        }
    }

    State at(std::int64_t time) const {
        const auto after = nodes_.lower_bound(time);
        if (after->first == time) return after->second;
        const auto before = std::prev(after);
        const float w = static_cast<float>(time - before->first) /
                        static_cast<float>(after->first - before->first);
        State z;
        for (std::size_t i = 0; i < 2; ++i) {
            z[i] = (1.0F - w) * before->second[i] + w * after->second[i];
        }
        return z;
    }

private:
    State step(std::size_t level, State z) {
        ++evaluations[level];
        return flow_(strides_[level], z);
    }
    static double distance(State a, State b) {
        return std::sqrt(
            (std::pow(double{a[0]} - double{b[0]}, 2) + std::pow(double{a[1]} - double{b[1]}, 2)) /
            2.0);
    }
    void fill(std::size_t level, std::int64_t time) {
        const auto stride = strides_[level];
        bool wanted = false;
        for (std::int64_t t = time + 1; t < time + stride; ++t) {
            wanted = wanted || t % asked_.every == 0;
        }
        if (level + 1 == strides_.size() || !wanted) return;
        const auto part = strides_[level + 1];
        std::map<std::int64_t, State> result;
        State z = nodes_.at(time);
        bool straight = true;
        for (auto t = time + part; t < time + stride; t += part) {
            z = result[t] = step(level + 1, z);
            straight = straight && distance(at(t), z) < asked_.tolerance;
        }
        nodes_.insert(result.begin(), result.end());
        for (auto t = time; !straight && t < time + stride; t += part) fill(level + 1, t);
    }

    std::vector<std::int64_t> strides_;
    std::function<State(std::int64_t, State)> flow_;
    AdaptiveSteps asked_;
    std::map<std::int64_t, State> nodes_;

public:
    std::vector<std::int64_t> taken;
    std::vector<std::int64_t> evaluations;
};

using Counts = std::vector<std::int64_t>;

const std::vector<float> starts{0.1F, 0.4F, -0.7F, 1.0F, 2.4F, -0.3F};

}  // namespace

LHITS_TEST(exact_flow_maps_allow_the_largest_strides, 1) {
    const auto levels = levels_of({64, 32, 16, 8, 4, 2, 1}, spiral);
    const std::array start{1.0F, 0.0F};
    const auto found = roll_out_adaptively(levels, start, 1, 2, {.steps = 1000, .tolerance = 1e-3});
    // 15 x 64, and the rest of 40.
    BOOST_TEST(found.taken == (Counts{15, 1, 0, 1, 0, 0, 0}), boost::test_tools::per_element());
    for (std::int64_t t = 0; t <= 1000; ++t) {
        const auto expected = spiral(t, {1.0F, 0.0F});
        BOOST_REQUIRE_SMALL(found.values[2 * static_cast<std::size_t>(t)] - expected[0], 1e-3F);
        BOOST_REQUIRE_SMALL(found.values[2 * static_cast<std::size_t>(t) + 1] - expected[1], 1e-3F);
    }
    // As the spiral shrinks, fewer nodes are needed.
    BOOST_TEST(found.spacing[0] < found.spacing[900]);
    BOOST_TEST(found.stride[0] == 64.0F);
    BOOST_TEST(found.stride[1000] == 8.0F);
}

LHITS_TEST(strides_follow_a_known_error, 1) {
    // A stride disagrees with the next one by stride^2 / 2 of 1e-6: 2.05e-3 for 64, 5.1e-4 for 32.
    const auto levels = levels_of({64, 32, 16}, drift);
    const std::array start{0.0F, 0.0F};
    const auto found = roll_out_adaptively(levels, start, 1, 2, {.steps = 320, .tolerance = 1e-3});
    BOOST_TEST(found.taken == (Counts{0, 10, 0}), boost::test_tools::per_element());
    // 64 is tried until the end is too near; the 32 of its check is that of the next trial. On a
    // straight line no gap is divided.
    BOOST_TEST(found.evaluations == (Counts{9, 9 * 2 + 1, 10 * 2}),
               boost::test_tools::per_element());
    BOOST_TEST(found.values[640] == 20.0F * (0.16F + 2.56e-4F),
               boost::test_tools::tolerance(1e-5F));
}

LHITS_TEST(adaptive_steps_equal_the_scalar_reference, 1) {
    const std::vector<Counts> hierarchies{{1},        {4},       {4, 1}, {32, 16, 8, 4, 2, 1},
                                          {24, 8, 4}, {64, 8, 2}};
    for (const auto& strides : hierarchies) {
        const auto levels = levels_of(strides, jumpy);
        for (const std::int64_t steps : {1, 7, 63, 500}) {
            for (const std::int64_t every : {1, 3, 16}) {
                for (const double tolerance : {0.003, 0.02, 0.1}) {
                    const AdaptiveSteps asked{steps, tolerance, every};
                    const auto found = roll_out_adaptively(levels, starts, 3, 2, asked);
                    const auto outputs = static_cast<std::size_t>(steps / every + 1);
                    for (std::size_t m = 0; m < 3; ++m) {
                        const Reference one(strides, jumpy, {starts[2 * m], starts[2 * m + 1]},
                                            asked);
                        for (std::size_t l = 0; l < strides.size(); ++l) {
                            const auto place = m * strides.size() + l;
                            BOOST_REQUIRE_EQUAL(found.taken[place], one.taken[l]);
                            BOOST_REQUIRE_EQUAL(found.evaluations[place], one.evaluations[l]);
                        }
                        for (std::size_t i = 0; i < outputs; ++i) {
                            const auto expected = one.at(static_cast<std::int64_t>(i) * every);
                            BOOST_REQUIRE_SMALL(found.values[(m * outputs + i) * 2] - expected[0],
                                                1e-5F);
                            BOOST_REQUIRE_SMALL(
                                found.values[(m * outputs + i) * 2 + 1] - expected[1], 1e-5F);
                        }
                    }
                }
            }
        }
    }
}

LHITS_TEST(adaptive_strides_change_on_the_way, 1) {
    const auto levels = levels_of({32, 16, 8, 4, 2, 1}, jumpy);
    const auto found = roll_out_adaptively(levels, starts, 3, 2, {.steps = 500, .tolerance = 0.02});
    for (std::size_t m = 0; m < 3; ++m) {
        int used = 0;
        for (std::size_t l = 0; l < 6; ++l) used += found.taken[m * 6 + l] > 0 ? 1 : 0;
        BOOST_TEST(used >= 3);
    }
}

LHITS_TEST(a_member_alone_has_the_same_bits, 1) {
    const auto levels = levels_of({32, 16, 8, 4, 2, 1}, jumpy);
    const AdaptiveSteps asked{.steps = 500, .tolerance = 0.01};
    const auto all = roll_out_adaptively(levels, starts, 3, 2, asked);
    for (std::size_t m = 0; m < 3; ++m) {
        const auto alone =
            roll_out_adaptively(levels, std::span(starts).subspan(2 * m, 2), 1, 2, asked);
        const auto same = [&](const auto& one, const auto& many) {
            const auto begin = many.begin() + static_cast<std::ptrdiff_t>(m * one.size());
            return std::equal(one.begin(), one.end(), begin);
        };
        BOOST_TEST(same(alone.values, all.values));
        BOOST_TEST(same(alone.taken, all.taken));
        BOOST_TEST(same(alone.evaluations, all.evaluations));
        BOOST_TEST(same(alone.stride, all.stride));
        BOOST_TEST(same(alone.spacing, all.spacing));
    }
}

LHITS_TEST(without_tolerance_the_finest_stride_alone_is_taken, 1) {
    for (const auto& strides : {Counts{1}, Counts{8, 4}, Counts{16, 4, 2}}) {
        const auto levels = levels_of(strides, jumpy);
        const auto finest = std::span(levels).last(1);
        for (const std::int64_t steps : {1, 50, 101}) {
            for (const std::int64_t every : {1, 3, 8}) {
                const auto found = roll_out_adaptively(levels, starts, 3, 2, {steps, 0.0, every});
                BOOST_TEST(found.values == roll_out(finest, starts, 3, 2, steps, every),
                           boost::test_tools::per_element());
            }
        }
    }
}

LHITS_TEST(columns_that_are_not_compared_do_not_count, 1) {
    // The second coordinate is another one at each stride.
    const auto flow = [](std::int64_t stride, State z) -> State {
        return {spiral(stride, {z[0], 0.0F})[0], static_cast<float>(stride)};
    };
    const auto levels = levels_of({8, 4, 2}, flow);
    const std::array start{1.0F, 0.0F};
    const auto taken = [&](int compared) {
        return roll_out_adaptively(
                   levels, start, 1, 2,
                   {.steps = 80, .tolerance = 0.5, .every = 8, .compared = compared})
            .taken;
    };
    BOOST_TEST(taken(1) == (Counts{10, 0, 0}), boost::test_tools::per_element());
    BOOST_TEST(taken(2) == (Counts{0, 0, 40}), boost::test_tools::per_element());
}

LHITS_TEST(adaptive_strides_that_do_not_nest_are_refused, 1) {
    const std::array start{1.0F, 0.0F};
    for (const auto& strides : {Counts{}, Counts{8, 3}, Counts{4, 8}, Counts{4, 4}}) {
        BOOST_CHECK_THROW(roll_out_adaptively(levels_of(strides, drift), start, 1, 2, {.steps = 9}),
                          std::invalid_argument);
    }
}
