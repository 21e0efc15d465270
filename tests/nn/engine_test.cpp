#include "lhits/nn/engine.hpp"

#include <algorithm>
#include <cmath>

#include "lhits/base/random.hpp"
#include "lhits_test.hpp"

using namespace lhits;

namespace {

AlignedVector<float> noise(std::size_t count, std::uint32_t index) {
    const RandomStream stream(11, Purpose::batch, index);
    AlignedVector<float> values(count);
    for (std::size_t i = 0; i < count; ++i) {
        values[i] = static_cast<float>(2.0 * stream.uniform(i) - 1.0);
    }
    return values;
}

Parameters weights(const Architecture& network) {
    return initial_parameters(network, RandomStream(5, Purpose::weights, 0));
}

double relative_difference(std::span<const float> a, std::span<const float> b) {
    double difference = 0.0;
    double size = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        difference += std::pow(static_cast<double>(a[i]) - static_cast<double>(b[i]), 2);
        size += std::pow(static_cast<double>(b[i]), 2);
    }
    return std::sqrt(difference / size);
}

struct Case {
    int width;
    std::vector<std::int64_t> hidden;
    int rows;
    int window;
};

const std::vector<Case> cases{
    {2, {128, 128, 128}, 32, 5}, {1, {7}, 3, 1},      {3, {}, 5, 2},
    {5, {33, 17}, 1, 4},         {202, {10}, 700, 1}, {8, {64, 64}, 129, 3}};

std::vector<Activation> all_activations() {
    return {Activation::linear, Activation::relu, Activation::tanh, Activation::silu};
}

}  // namespace

// The native engine against LibTorch's autograd: values, and gradients to 1e-5.
LHITS_TEST(engines_agree, 1) {
    const auto native = make_engine("native");
    const auto torch = make_engine("torch");
    for (const auto& c : cases) {
        for (const auto activation : all_activations()) {
            const auto network = Architecture::with_hidden(c.width, c.hidden, c.width, activation);
            const auto p = weights(network);
            const auto z = noise(static_cast<std::size_t>((c.window + 1) * c.rows * c.width), 1);
            const auto size = static_cast<std::size_t>(c.rows * c.width);
            Parameters ours(p.size(), 0.0F);
            Parameters theirs(p.size(), 0.0F);
            const std::span<const float> x(z.data(), size);
            const double a = native->reconstruction(network, p, x, c.rows, 0.01F, ours);
            const double b = torch->reconstruction(network, p, x, c.rows, 0.01F, theirs);
            BOOST_TEST(std::abs(a / b - 1.0) < 1e-5);
            BOOST_TEST(relative_difference(ours, theirs) < 1e-5);
            const double quiet = native->reconstruction(network, p, x, c.rows, 0.01F, {});
            BOOST_TEST(quiet == a);

            std::fill(ours.begin(), ours.end(), 0.0F);
            std::fill(theirs.begin(), theirs.end(), 0.0F);
            const double u = native->unrolled(network, p, z, c.rows, c.window, 0.01F, ours);
            const double v = torch->unrolled(network, p, z, c.rows, c.window, 0.01F, theirs);
            BOOST_TEST(std::abs(u / v - 1.0) < 1e-5);
            BOOST_TEST(relative_difference(ours, theirs) < 1e-5);

            AlignedVector<float> y(size);
            AlignedVector<float> y_torch(size);
            native->evaluate(network, p, x, c.rows, y);
            torch->evaluate(network, p, x, c.rows, y_torch);
            BOOST_TEST(relative_difference(y, y_torch) < 1e-5);
        }
    }
}

// The gradient of the stepper loss against central differences of the loss itself.
LHITS_TEST(unrolled_gradient_by_finite_differences, 1) {
    const auto network = Architecture::with_hidden(2, {6, 5}, 2, Activation::tanh);
    auto p = weights(network);
    const auto z = noise(4 * 3 * 2, 2);
    const auto loss = [&](const Parameters& at) {
        return make_engine("native")->unrolled(network, at, z, 3, 3, 1.0F, {});
    };
    Parameters gradient(p.size(), 0.0F);
    make_engine("native")->unrolled(network, p, z, 3, 3, 1.0F, gradient);
    for (std::size_t i = 0; i < p.size(); ++i) {
        constexpr float h = 1e-2F;
        const float saved = p[i];
        p[i] = saved + h;
        const double above = loss(p);
        p[i] = saved - h;
        const double below = loss(p);
        p[i] = saved;
        BOOST_TEST(std::abs((above - below) / (2.0 * static_cast<double>(h)) -
                            static_cast<double>(gradient[i])) < 5e-3);
    }
}

LHITS_TEST(gradients_are_added, 1) {
    const auto network = Architecture::with_hidden(3, {4}, 3, Activation::silu);
    const auto p = weights(network);
    const auto x = noise(5 * 3, 3);
    const auto engine = make_engine("native");
    Parameters once(p.size(), 0.0F);
    engine->reconstruction(network, p, x, 5, 1.0F, once);
    Parameters twice = once;
    engine->reconstruction(network, p, x, 5, 1.0F, twice);
    for (auto& g : once) g *= 2.0F;
    BOOST_TEST(relative_difference(twice, once) < 1e-6);
}

// Far out an activation is its limit, and its slope is a number: the gradient of a network whose
// inputs are huge exists.
LHITS_TEST(activations_far_out_stay_numbers, 1) {
    const auto engine = make_engine("native");
    for (const auto activation : {Activation::relu, Activation::tanh, Activation::silu}) {
        const Architecture network{{32, 32}, {activation}};
        Parameters p(network.parameter_count(), 0.0F);
        for (std::size_t i = 0; i < 32; ++i) p[i * 33] = 1.0F;
        AlignedVector<float> x(32);
        for (std::size_t i = 0; i < 32; ++i) {
            x[i] = (i % 2 == 0 ? -1.0F : 1.0F) * std::pow(10.0F, static_cast<float>(i) / 6.0F);
        }
        AlignedVector<float> y(32);
        engine->evaluate(network, p, x, 1, y);
        for (std::size_t i = 22; i < 32; ++i) {
            const float left = activation == Activation::tanh ? -1.0F : 0.0F;
            const float right = activation == Activation::tanh ? 1.0F : x[i];
            BOOST_TEST(y[i] == (x[i] < 0.0F ? left : right), boost::test_tools::tolerance(1e-5F));
        }
        Parameters gradient(p.size(), 0.0F);
        const double loss = engine->reconstruction(network, p, x, 1, 1.0F, gradient);
        BOOST_TEST(std::isfinite(loss));
        for (const float value : gradient) BOOST_TEST(std::isfinite(value));
    }
}
