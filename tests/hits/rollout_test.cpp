#include "lhits/hits/rollout.hpp"

#include <array>
#include <cmath>
#include <map>
#include <stdexcept>

#include "lhits_test.hpp"

using namespace lhits;

namespace {

/// One step of a stepper with an error that tells strides apart, for one member of two numbers.
std::array<float, 2> wrong_step(std::int64_t stride, std::array<float, 2> z) {
    const auto s = static_cast<float>(stride);
    return {z[0] + 0.01F * s + 0.001F * std::sin(z[1] + s), 0.99F * z[1] + 0.002F * s};
}

/// Counts the rows it is asked for.
Level make_level(std::int64_t stride, std::map<std::int64_t, int>& rows_asked) {
    return {stride,
            [stride, &rows_asked](std::span<const float> from, int rows, std::span<float> to) {
                rows_asked[stride] += rows;
                for (std::size_t r = 0; r < static_cast<std::size_t>(rows); ++r) {
                    const auto next = wrong_step(stride, {from[2 * r], from[2 * r + 1]});
                    to[2 * r] = next[0];
                    to[2 * r + 1] = next[1];
                }
            }};
}

/// The reference: one member, one node at a time, straight from the definition.
class Reference {
public:
    Reference(std::vector<std::int64_t> coarse_to_fine, std::array<float, 2> start,
              std::int64_t steps)
        : strides_(std::move(coarse_to_fine)), start_(start), steps_(steps) {}

    std::array<float, 2> at(std::int64_t time) {
        const auto finest = strides_.back();
        const auto before = time / finest * finest;
        if (before == time) return node(time);
        const auto left = node(before);
        // The first node after T is always reached by the finest stepper.
        const auto right =
            before + finest > steps_ ? wrong_step(finest, left) : node(before + finest);
        const float w = static_cast<float>(time - before) / static_cast<float>(finest);
        return {(1.0F - w) * left[0] + w * right[0], (1.0F - w) * left[1] + w * right[1]};
    }

private:
    std::array<float, 2> node(std::int64_t time) {
        if (time == 0) return start_;
        for (const auto stride : strides_) {
            if (time % stride == 0) return wrong_step(stride, node(time - stride));
        }
        throw std::logic_error("not a node");
    }

    std::vector<std::int64_t> strides_;
    std::array<float, 2> start_;
    std::int64_t steps_;
};

const std::vector<std::vector<std::int64_t>> hierarchies{
    {1}, {4}, {7}, {4, 1}, {8, 4, 2, 1}, {16, 4}, {12, 6, 3}, {1024, 512, 256}, {64, 8, 2}};

}  // namespace

LHITS_TEST(rollout_equals_the_scalar_reference, 1) {
    for (const auto& strides : hierarchies) {
        for (const std::int64_t steps : {1, 2, 5, 16, 17, 63, 100}) {
            for (const int members : {1, 3}) {
                std::map<std::int64_t, int> rows;
                std::vector<Level> levels;
                for (const auto stride : strides) levels.push_back(make_level(stride, rows));
                AlignedVector<float> start;
                for (int m = 0; m < members; ++m) {
                    start.push_back(0.1F * static_cast<float>(m));
                    start.push_back(1.0F - 0.3F * static_cast<float>(m));
                }
                const auto found = roll_out(levels, start, members, 2, steps);
                for (int m = 0; m < members; ++m) {
                    const auto row = 2 * static_cast<std::size_t>(m);
                    Reference reference(strides, {start[row], start[row + 1]}, steps);
                    for (std::int64_t t = 0; t <= steps; ++t) {
                        const auto expected = reference.at(t);
                        const auto place = static_cast<std::size_t>(m * (steps + 1) + t) * 2;
                        BOOST_REQUIRE_SMALL(found[place] - expected[0], 1e-5F);
                        BOOST_REQUIRE_SMALL(found[place + 1] - expected[1], 1e-5F);
                    }
                }
                // Nothing is evaluated past the first node at or after T.
                int asked = 0;
                for (const auto& [stride, count] : rows) asked += count;
                const auto finest = strides.back();
                BOOST_TEST(asked == members * ((steps + finest - 1) / finest));
            }
        }
    }
}

LHITS_TEST(interpolation_is_linear_between_nodes, 1) {
    const Level level{
        10, [](std::span<const float> from, int, std::span<float> to) { to[0] = from[0] + 5.0F; }};
    const float start = 1.0F;
    const auto found = roll_out(std::span(&level, 1), std::span(&start, 1), 1, 1, 24);
    for (std::size_t t = 0; t <= 24; ++t) {
        BOOST_TEST(std::abs(found[t] - (1.0F + 0.5F * static_cast<float>(t))) < 1e-5F);
    }
}

LHITS_TEST(strides_that_do_not_nest_are_refused, 1) {
    std::map<std::int64_t, int> rows;
    const float start[2] = {0.0F, 0.0F};
    Rollout rollout(start, 1, 2, 20);
    rollout.add_level(make_level(8, rows));
    BOOST_CHECK_THROW(rollout.add_level(make_level(3, rows)), std::invalid_argument);
    BOOST_CHECK_THROW(rollout.add_level(make_level(8, rows)), std::invalid_argument);
}

// What is asked for only now and then has the same bits, and finer levels than it needs are not
// run.
LHITS_TEST(wanted_steps_alone_are_the_same, 1) {
    const std::array start{0.3F, 0.7F, -0.2F, 0.4F};
    for (const std::int64_t steps : {1, 15, 16, 63, 100}) {
        for (const std::int64_t every : {1, 2, 3, 8, 12, 40}) {
            for (const auto& strides : hierarchies) {
                std::map<std::int64_t, int> rows_all;
                std::map<std::int64_t, int> rows;
                std::vector<Level> all_levels;
                std::vector<Level> levels;
                for (const auto stride : strides) {
                    all_levels.push_back(make_level(stride, rows_all));
                    levels.push_back(make_level(stride, rows));
                }
                const auto whole = roll_out(all_levels, start, 2, 2, steps);
                const auto wanted = roll_out(levels, start, 2, 2, steps, every);
                const auto outputs = static_cast<std::size_t>(steps / every + 1);
                BOOST_REQUIRE_EQUAL(wanted.size(), 2 * outputs * 2);
                for (std::size_t m = 0; m < 2; ++m) {
                    for (std::size_t k = 0; k < outputs; ++k) {
                        const auto time = k * static_cast<std::size_t>(every);
                        const auto place = (m * static_cast<std::size_t>(steps + 1) + time) * 2;
                        BOOST_TEST(wanted[(m * outputs + k) * 2] == whole[place]);
                        BOOST_TEST(wanted[(m * outputs + k) * 2 + 1] == whole[place + 1]);
                    }
                }
                bool enough = false;
                for (const auto stride : strides) {
                    if (enough) BOOST_TEST(rows[stride] == 0);
                    enough = enough || every % stride == 0;
                }
            }
        }
    }
}
