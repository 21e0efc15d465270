#include "lhits/nn/engine.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "lhits/base/random.hpp"
#include "lhits_test.hpp"
#include "noise.hpp"
#include "relative_difference.hpp"

using namespace lhits;
using test::noise;

namespace {

Parameters weights(const Architecture& network) {
    return initial_parameters(network, RandomStream(5, Purpose::weights, 0));
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
    return {Activation::linear, Activation::relu, Activation::tanh, Activation::silu,
            Activation::gelu};
}

double reconstruction(Engine& engine, const AutoencoderNetwork& network, const Parameters& p,
                      std::span<const float> x, int rows, float scale,
                      std::span<float> gradient = {}) {
    return engine.loss(Loss::of_reconstruction(network), p, {x, rows}, {scale}, gradient);
}

double unrolled(Engine& engine, const Architecture& network, const Parameters& p,
                std::span<const float> z, int rows, int window, float scale,
                std::span<float> gradient = {}) {
    const int width = static_cast<int>(z.size()) / ((window + 1) * rows);
    return engine.loss(Loss::of_steps(network, width, window), p, {z, rows}, {scale}, gradient);
}

/// An autoencoder of everything: conditions, a bypass, variational; and what it is trained on.
struct Example {
    static constexpr int n = 7, p = 2, z = 3, rows = 150;
    AutoencoderNetwork network = AutoencoderNetwork::with_hidden(n, {11}, z, Activation::tanh);
    Parameters parameters;
    AlignedVector<float> input = noise(rows * (n + p), 5);
    AlignedVector<float> target = noise(rows * (n + p), 6);
    AlignedVector<float> normal = noise(rows * z, 7);

    Example(bool conditions, bool bypass, bool variational) {
        if (conditions) network.encoder.widths.front() += p;
        if (conditions) network.decoder.widths.front() += p;
        network.encoder.bypass = network.decoder.bypass = bypass;
        if (variational) network.encoder.widths.back() *= 2;
        parameters = initial_parameters(network, RandomStream(5, Purpose::weights, 0));
        const auto values = noise(parameters.size(), 8);
        for (std::size_t i = 0; i < values.size(); ++i) parameters[i] += 0.3F * values[i];
    }

    double loss(Engine& engine, std::span<float> gradient = {}) const {
        auto described = Loss::of_reconstruction(network);
        described.penalties = {0.001, 0.002};
        return engine.loss(described, parameters, {target, rows, input, normal}, {0.02F, 1.0},
                           gradient);
    }

    bool is_fixed(std::size_t i) const {
        const auto encoded = network.encoder.parameter_count();
        return i < encoded ? i >= network.encoder.bypass_offset()
                           : i - encoded >= network.decoder.bypass_offset();
    }
};

std::vector<Example> examples() {
    std::vector<Example> all;
    for (const bool conditions : {false, true}) {
        for (const bool bypass : {false, true}) {
            for (const bool variational : {false, true}) {
                all.emplace_back(conditions, bypass, variational);
            }
        }
    }
    return all;
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
            const auto both = AutoencoderNetwork::with_hidden(c.width, c.hidden, 3, activation);
            const auto q = initial_parameters(both, RandomStream(5, Purpose::weights, 0));
            Parameters own(q.size());
            Parameters other(q.size());
            const double a = reconstruction(*native, both, q, x, c.rows, 0.01F, own);
            const double b = reconstruction(*torch, both, q, x, c.rows, 0.01F, other);
            BOOST_TEST(std::abs(a / b - 1.0) < 1e-5);
            BOOST_TEST(relative_difference(own, other) < 1e-5);
            BOOST_TEST(reconstruction(*native, both, q, x, c.rows, 0.01F) == a);

            const double u = unrolled(*native, network, p, z, c.rows, c.window, 0.01F, ours);
            const double v = unrolled(*torch, network, p, z, c.rows, c.window, 0.01F, theirs);
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

// Noise on the input, conditions, penalties, draws of a variational encoder, a bypass: all together
// and each without the others, against LibTorch's autograd.
LHITS_TEST(engines_agree_on_every_kind_of_autoencoder, 1) {
    const auto native = make_engine("native");
    const auto torch = make_engine("torch");
    for (const auto& example : examples()) {
        Parameters ours(example.parameters.size());
        Parameters theirs(example.parameters.size());
        const double a = example.loss(*native, ours);
        const double b = example.loss(*torch, theirs);
        BOOST_TEST(std::abs(a / b - 1.0) < 1e-5);
        BOOST_TEST(relative_difference(ours, theirs) < 1e-5);
        BOOST_TEST(example.loss(*native) == a);
    }
}

LHITS_TEST(autoencoder_gradients_by_finite_differences, 1) {
    const auto engine = make_engine("native");
    for (auto example : examples()) {
        Parameters gradient(example.parameters.size());
        example.loss(*engine, gradient);
        double largest = 0.0;
        for (std::size_t i = 0; i < gradient.size(); i += 3) {
            constexpr float h = 1e-2F;
            const float saved = example.parameters[i];
            example.parameters[i] = saved + h;
            const double above = example.loss(*engine);
            example.parameters[i] = saved - h;
            const double below = example.loss(*engine);
            example.parameters[i] = saved;
            const double slope = (above - below) / (2.0 * static_cast<double>(h));
            const double expected = example.is_fixed(i) ? 0.0 : slope;
            BOOST_TEST(std::abs(expected - static_cast<double>(gradient[i])) < 2e-2);
            largest = std::max(largest, std::abs(slope));
        }
        BOOST_TEST(largest > 1.0);
    }
}

// The loss of an autoencoder that passes everything on, by hand.
LHITS_TEST(penalties_are_what_they_are_said_to_be, 1) {
    AutoencoderNetwork network{{{1, 2}, {Activation::linear}}, {{1, 1}, {Activation::linear}}};
    const Parameters p{0.0F, 0.0F, 0.5F, std::log(4.0F), 1.0F, 0.0F};  // mean 0.5, deviation 2
    const AlignedVector<float> x{1.5F};
    const AlignedVector<float> normal{1.0F};
    for (const auto* name : {"native", "torch"}) {
        const auto engine = make_engine(name);
        // x^ = 0.5 + 2 * 1 = 2.5; |mean| = 0.5; divergence (0.25 + 4 - 1 - log 4) / 2
        auto described = Loss::of_reconstruction(network);
        described.penalties = {10.0, 100.0};
        const double loss = engine->loss(described, p, {x, 1, {}, normal}, {3.0F, 1.0}, {});
        BOOST_TEST(loss == 3.0 + 5.0 + 50.0 * (3.25 - std::log(4.0)),
                   boost::test_tools::tolerance(1e-6));
        const double quiet = reconstruction(*engine, network, p, x, 1, 3.0F);
        BOOST_TEST(quiet == 3.0, boost::test_tools::tolerance(1e-6));
    }
}

LHITS_TEST(a_bypass_adds_a_linear_map, 1) {
    auto network = Architecture::with_hidden(5, {9}, 40, Activation::gelu);
    auto p = initial_parameters(network, RandomStream(5, Purpose::weights, 0));
    const auto x = noise(300 * 5, 2);
    AlignedVector<float> y(300 * 40);
    AlignedVector<float> plain(y.size());
    const auto engine = make_engine("native");
    engine->evaluate(network, p, x, 300, plain);
    network.bypass = true;
    const auto b = noise(5 * 40, 3);
    p.insert(p.end(), b.begin(), b.end());
    engine->evaluate(network, p, x, 300, y);
    for (std::size_t r = 0; r < 300; ++r) {
        for (std::size_t j = 0; j < 40; ++j) {
            for (std::size_t i = 0; i < 5; ++i) plain[r * 40 + j] += x[r * 5 + i] * b[i * 40 + j];
        }
    }
    BOOST_TEST(relative_difference(y, plain) < 1e-6);
    AlignedVector<float> alone(40);
    engine->evaluate(network, p, std::span(x).subspan(25, 5), 1, alone);
    for (std::size_t j = 0; j < 40; ++j) BOOST_TEST(alone[j] == y[5 * 40 + j]);
}

LHITS_TEST(gelu_is_the_exact_one, 1) {
    const Architecture network{{1, 1}, {Activation::gelu}};
    const Parameters p{1.0F, 0.0F};
    const auto engine = make_engine("native");
    for (float x = -8.0F; x < 8.0F; x += 0.01F) {
        float y = 0.0F;
        engine->evaluate(network, p, {&x, 1}, 1, {&y, 1});
        const double expected =
            0.5 * static_cast<double>(x) * std::erfc(-static_cast<double>(x) / std::sqrt(2.0));
        BOOST_TEST(std::abs(static_cast<double>(y) - expected) < 1e-6);
    }
}

// Networks and batches of any shape: widths 1 to 2048, 1 to 5000 rows, 1 to 8 layers. Smooth
// activations: at the kink of ReLU a rounding error decides about a whole sample.
LHITS_TEST(engines_agree_on_random_shapes, 1) {
    const auto native = make_engine("native");
    const auto torch = make_engine("torch");
    const RandomStream stream(3, Purpose::batch, 7);
    const std::array smooth{Activation::linear, Activation::tanh, Activation::silu,
                            Activation::gelu};
    std::uint64_t drawn = 0;
    const auto up_to = [&](double most) {  // each octave alike
        return static_cast<int>(std::exp2(stream.uniform(drawn++) * std::log2(most + 1.0)));
    };
    int tried = 0;
    double widest = 0.0;
    double most_rows = 0.0;
    while (tried < 60) {
        Architecture network;
        const int layers = 2 + static_cast<int>(stream.uniform(drawn++) * 7.0);
        for (int l = 0; l < layers; ++l) network.widths.push_back(up_to(2048));
        network.widths.push_back(network.widths.front());
        for (int l = 0; l < layers; ++l) {
            network.activations.push_back(
                smooth[static_cast<std::size_t>(stream.uniform(drawn++) * 4.0)]);
        }
        const int rows = up_to(5000);
        const int window = 1 + static_cast<int>(stream.uniform(drawn++) * 5.0);
        if (static_cast<double>(network.parameter_count()) * rows * window > 2e9) continue;
        ++tried;
        widest = std::max(widest, static_cast<double>(*std::max_element(network.widths.begin(),
                                                                        network.widths.end())));
        most_rows = std::max(most_rows, static_cast<double>(rows));

        const auto p = weights(network);
        const auto width = static_cast<std::size_t>(network.in());
        const auto size = static_cast<std::size_t>(rows) * width;
        const auto z = noise(static_cast<std::size_t>(window + 1) * size, 1);
        const std::span<const float> x(z.data(), size);
        const auto scale = 1.0F / static_cast<float>(size);
        Parameters ours(p.size());
        Parameters theirs(p.size());
        const AutoencoderNetwork both{network.part(0, 1), network.part(1, network.layers())};
        const double a = reconstruction(*native, both, p, x, rows, scale, ours);
        const double b = reconstruction(*torch, both, p, x, rows, scale, theirs);
        BOOST_TEST_CONTEXT("shape " << tried << ": " << layers << " layers, " << rows << " rows") {
            BOOST_TEST(std::abs(a / b - 1.0) < 1e-5);
            BOOST_TEST(relative_difference(ours, theirs) < 1e-5);
            const double u = unrolled(*native, network, p, z, rows, window, scale, ours);
            const double v = unrolled(*torch, network, p, z, rows, window, scale, theirs);
            BOOST_TEST(std::abs(u / v - 1.0) < 1e-5);
            BOOST_TEST(relative_difference(ours, theirs) < 1e-5);
            AlignedVector<float> y(size);
            AlignedVector<float> y_torch(size);
            native->evaluate(network, p, x, rows, y);
            torch->evaluate(network, p, x, rows, y_torch);
            BOOST_TEST(relative_difference(y, y_torch) < 1e-5);
        }
    }
    BOOST_TEST(widest > 1500.0);
    BOOST_TEST(most_rows > 3000.0);
}

// A member has the same forecast alone and in any company.
LHITS_TEST(evaluated_rows_do_not_depend_on_their_number, 1) {
    const auto engine = make_engine("native");
    for (const auto& hidden :
         std::vector<std::vector<std::int64_t>>{{128, 128}, {100, 7}, {1024}}) {
        for (const auto activation : all_activations()) {
            for (const int width : {1, 2, 7, 101, 202}) {
                const auto network = Architecture::with_hidden(width, hidden, width, activation);
                const auto p = weights(network);
                constexpr int rows = 300;
                const auto row = static_cast<std::size_t>(width);
                const auto x = noise(rows * row, 4);
                AlignedVector<float> whole(x.size());
                AlignedVector<float> parts(x.size());
                engine->evaluate(network, p, x, rows, whole);
                for (const int count : {1, 2, 3, 5, 16, 31, 127, 130}) {
                    for (int first = 0; first < rows; first += count) {
                        const int now = std::min(count, rows - first);
                        const auto place = static_cast<std::size_t>(first) * row;
                        const auto size = static_cast<std::size_t>(now) * row;
                        engine->evaluate(network, p, std::span(x).subspan(place, size), now,
                                         std::span(parts).subspan(place, size));
                    }
                    BOOST_TEST(whole == parts);
                }
            }
        }
    }
}

// Rows of five columns, of which the network reads the last four and changes the first three.
LHITS_TEST(a_stepper_leaves_columns_alone, 1) {
    constexpr int rows = 7;
    constexpr int window = 3;
    constexpr int width = 5;
    const auto network = Architecture::with_hidden(4, {6, 5}, 3, Activation::tanh);
    const auto p = weights(network);
    const auto z = noise((window + 1) * rows * width, 2);
    const auto native = make_engine("native");
    Parameters ours(p.size());
    Parameters theirs(p.size());
    const double u = unrolled(*native, network, p, z, rows, window, 0.5F, ours);
    const double v = unrolled(*make_engine("torch"), network, p, z, rows, window, 0.5F, theirs);
    BOOST_TEST(std::abs(u / v - 1.0) < 1e-6);
    BOOST_TEST(relative_difference(ours, theirs) < 1e-5);

    const auto start = std::span<const float>(z).first(rows * width);
    AlignedVector<float> stepped(start.begin(), start.end());
    double loss = 0.0;
    for (int k = 1; k <= window; ++k) {
        const AlignedVector<float> from = stepped;
        native->step(network, p, from, rows, stepped);
        for (std::size_t r = 0; r < rows; ++r) {
            AlignedVector<float> change(3);
            native->evaluate(network, p, std::span(from).subspan(r * width + 1, 4), 1, change);
            for (std::size_t i = 0; i < width; ++i) {
                const auto at = r * width + i;
                BOOST_TEST(stepped[at] == (i < 3 ? from[at] + change[i] : from[at]));
                if (i >= 3) continue;
                const auto target = z[static_cast<std::size_t>(k * rows * width) + at];
                const auto error = static_cast<double>(stepped[at] - target);
                loss += 0.5 * error * error;
            }
        }
    }
    BOOST_TEST(std::abs(u / loss - 1.0) < 1e-6);
}

// The gradient of the stepper loss against central differences of the loss itself.
LHITS_TEST(unrolled_gradient_by_finite_differences, 1) {
    const auto network = Architecture::with_hidden(2, {6, 5}, 2, Activation::tanh);
    auto p = weights(network);
    const auto z = noise(4 * 3 * 2, 2);
    const auto loss = [&](const Parameters& at) {
        return unrolled(*make_engine("native"), network, at, z, 3, 3, 1.0F, {});
    };
    Parameters gradient(p.size(), 0.0F);
    unrolled(*make_engine("native"), network, p, z, 3, 3, 1.0F, gradient);
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

LHITS_TEST(gradients_replace_what_was_there, 1) {
    const auto network = AutoencoderNetwork::with_hidden(3, {4}, 2, Activation::silu);
    const auto p = initial_parameters(network, RandomStream(5, Purpose::weights, 0));
    const auto x = noise(5 * 3, 3);
    const auto engine = make_engine("native");
    Parameters clean(p.size(), 0.0F);
    Parameters dirty(p.size(), 7.0F);
    reconstruction(*engine, network, p, x, 5, 1.0F, clean);
    reconstruction(*engine, network, p, x, 5, 1.0F, dirty);
    BOOST_TEST(clean == dirty, boost::test_tools::per_element());
}

// Far out an activation is its limit, and its slope is a number: the gradient of a network whose
// inputs are huge exists.
LHITS_TEST(activations_far_out_stay_numbers, 1) {
    const auto engine = make_engine("native");
    for (const auto activation :
         {Activation::relu, Activation::tanh, Activation::silu, Activation::gelu}) {
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
        const AutoencoderNetwork twice{network, network};
        p.insert(p.end(), p.begin(), p.begin() + static_cast<std::ptrdiff_t>(p.size()));
        Parameters gradient(p.size(), 0.0F);
        const double loss = reconstruction(*engine, twice, p, x, 1, 1.0F, gradient);
        BOOST_TEST(std::isfinite(loss));
        for (const float value : gradient) BOOST_TEST(std::isfinite(value));
    }
}
