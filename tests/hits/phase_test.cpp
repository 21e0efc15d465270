#include "lhits/hits/phase.hpp"

#include <cmath>
#include <numbers>

#include "lhits/base/error.hpp"
#include "lhits/base/random.hpp"
#include "lhits/hits/reduction.hpp"
#include "lhits_test.hpp"

using namespace lhits;

namespace {

constexpr double pi = std::numbers::pi;

/// Of a few waves, shifted to the left by `angle` of the longest one.
AlignedVector<float> waves(int points, double angle) {
    AlignedVector<float> x;
    for (int j = 0; j < points; ++j) {
        const double at = 2.0 * pi * j / points + angle;
        x.push_back(static_cast<float>(0.3 + std::cos(at) + 0.5 * std::cos(2.0 * at - 1.0) +
                                       0.2 * std::sin(5.0 * at)));
    }
    return x;
}

double largest_difference(const AlignedVector<float>& a, const AlignedVector<float>& b) {
    double most = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        most = std::max(most, std::abs(static_cast<double>(a[i]) - static_cast<double>(b[i])));
    }
    return most;
}

}  // namespace

// By any angle, also where the grid has no such shift; and back.
LHITS_TEST(shifted_states_are_one_without_their_phase, 1) {
    for (const int points : {24, 25, 120}) {
        PhaseShift shift(points);
        const auto standing = waves(points, 0.0);
        for (const double angle : {0.0, 0.7, -2.0, 3.1}) {
            const auto moved = waves(points, angle);
            auto x = moved;
            float phase = 0.0F;
            shift.align(x, static_cast<std::size_t>(points), {&phase, 1});
            BOOST_TEST(std::abs(static_cast<double>(phase) - angle) < 1e-5);
            BOOST_TEST(largest_difference(x, standing) < 1e-5);
            shift.shift(x, 1, {&phase, 1});
            BOOST_TEST(largest_difference(x, moved) < 1e-5);
        }
    }
}

LHITS_TEST(phases_go_on_without_jumps, 1) {
    AlignedVector<float> rows;
    AlignedVector<float> expected;
    for (int i = 0; i < 200; ++i) {
        const double angle = 2.0 + 9.0 * std::sin(0.05 * i);
        rows.push_back(static_cast<float>(std::remainder(angle, 2.0 * pi)));
        rows.push_back(7.0F);
        expected.push_back(static_cast<float>(angle));
        expected.push_back(7.0F);
    }
    unwrap_phases(rows, 2);
    BOOST_TEST(largest_difference(rows, expected) < 1e-5);
}

// Whatever the autoencoder: it never sees how far a state is shifted.
LHITS_TEST(an_aligned_reduction_moves_with_its_states, 1) {
    constexpr int n = 24;
    constexpr int rows = 3;
    const auto network = AutoencoderNetwork::with_hidden(n, {10}, 3, Activation::tanh);
    auto reduction = make_autoencoder(
        "autoencoder", {}, network,
        initial_parameters(network, RandomStream(1, Purpose::weights, 0)), {.phases = 1});
    BOOST_TEST(reduction.dimension() == 4);
    BOOST_TEST(reduction.latent() == 3);
    AlignedVector<float> x;
    for (const double angle : {0.0, 1.0, 2.5}) {
        const auto moved = waves(n, angle);
        x.insert(x.end(), moved.begin(), moved.end());
    }
    AlignedVector<float> z(rows * 4);
    reduction.encode(x, rows, z);
    reduction.normalise_latent(z);
    AlignedVector<float> normalised(rows * 4);
    reduction.encode(x, rows, normalised);
    for (std::size_t r = 0; r < rows; ++r) {
        BOOST_TEST(normalised[4 * r] == z[4 * r]);  // radians they remain
        for (std::size_t i = 1; i < 4; ++i) BOOST_TEST(std::abs(z[4 * r + i] - z[i]) < 1e-5F);
    }
    AlignedVector<float> room;
    const auto coordinates = reduction.without_phases(z, room);
    BOOST_TEST(coordinates.size() == 9);
    BOOST_TEST(coordinates[3] == z[5]);

    const auto again = read_reduction(reduction.record());
    AlignedVector<float> back(rows * n);
    AlignedVector<float> same(rows * n);
    reduction.decode(normalised, rows, back);
    again.decode(normalised, rows, same);
    BOOST_TEST(same == back);
    AlignedVector<float> still(back.begin(), back.begin() + n);
    for (std::size_t r = 1; r < rows; ++r) {
        const auto first = back.begin() + static_cast<std::ptrdiff_t>(r * n);
        AlignedVector<float> moved(first, first + n);
        const float angle = -z[4 * r];
        PhaseShift(n).shift(moved, 1, {&angle, 1});
        BOOST_TEST(largest_difference(moved, still) < 1e-4);
    }
    const std::vector<std::int64_t> some{5, 23};
    AlignedVector<float> elements(rows * 2);
    reduction.decode(reduction.decoder_of(some), normalised, rows, elements);
    for (std::size_t r = 0; r < rows; ++r) {
        BOOST_TEST(elements[2 * r] == back[r * n + 5]);
        BOOST_TEST(elements[2 * r + 1] == back[r * n + 23]);
    }
    auto nested = reduction.record();
    nested.children["aligned"] = reduction.record();
    BOOST_CHECK_THROW(read_reduction(nested), InputError);
}
