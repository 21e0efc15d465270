#include <cmath>
#include <vector>

#include "lhits/base/random.hpp"
#include "lhits/nn/engine.hpp"
#include "lhits_test.hpp"
#include "noise.hpp"
#include "relative_difference.hpp"

using namespace lhits;
using test::noise;

namespace {

/// Networks of states of 7 numbers with 3 coordinates; the stepper is told `parameters`, and so is
/// the autoencoder where it is `conditioned`.
struct Example {
    int batch, window;
    AutoencoderNetwork autoencoder;
    Loss of_forecast;
    Parameters parameters;
    AlignedVector<float> rows;

    Example(int parameters_of_rows, bool conditioned, bool bypass, int batch_size, int steps)
        : batch(batch_size), window(steps) {
        constexpr int n = 7, z = 3;
        auto& [encoder, decoder] = autoencoder =
            AutoencoderNetwork::with_hidden(n, {6}, z, Activation::tanh);
        if (conditioned) encoder.widths.front() += parameters_of_rows;
        if (conditioned) decoder.widths.front() += parameters_of_rows;
        encoder.bypass = decoder.bypass = bypass;
        const auto stepper =
            Architecture::with_hidden(z + parameters_of_rows, {5, 4}, z, Activation::silu);
        std::vector<float> offset, scale;
        for (int i = 0; i < stepper.in(); ++i) {
            offset.push_back(0.1F * static_cast<float>(i) - 0.2F);
            scale.push_back(0.5F + 0.3F * static_cast<float>(i));
        }
        of_forecast = Loss::of_forecast(autoencoder, stepper, window, offset, scale);
        const RandomStream stream(5, Purpose::weights, 0);
        parameters = initial_parameters(autoencoder, stream);
        const auto own = initial_parameters(stepper, stream, parameters.size());
        parameters.insert(parameters.end(), own.begin(), own.end());
        const auto values = noise(parameters.size(), 8);
        for (std::size_t i = 0; i < values.size(); ++i) parameters[i] += 0.3F * values[i];
        rows = noise(static_cast<std::size_t>((window + 1) * batch * of_forecast.row_size()), 2);
    }

    double loss(Engine& engine, std::span<float> gradient = {}) const {
        return engine.loss(of_forecast, parameters, {rows, batch}, {0.02F}, gradient);
    }
};

std::vector<Example> examples() {
    return {{0, false, false, 5, 3},
            {0, false, true, 40, 1},
            {2, false, false, 3, 4},
            {2, true, false, 1, 2},
            {2, true, true, 70, 5}};
}

}  // namespace

LHITS_TEST(decoded_forecasts_agree_between_engines, 1) {
    const auto native = make_engine("native");
    const auto torch = make_engine("torch");
    for (const auto& example : examples()) {
        Parameters ours(example.parameters.size(), 7.0F);
        Parameters theirs(example.parameters.size(), 7.0F);
        const double a = example.loss(*native, ours);
        const double b = example.loss(*torch, theirs);
        BOOST_TEST(std::abs(a / b - 1.0) < 1e-5);
        BOOST_TEST(relative_difference(ours, theirs) < 1e-5);
        BOOST_TEST(example.loss(*native) == a);
        BOOST_TEST(std::abs(example.loss(*torch) / a - 1.0) < 1e-5);
    }
}

// Central differences in doubles of the float loss; a bypass is fixed.
LHITS_TEST(decoded_forecast_gradient_by_finite_differences, 1) {
    const auto engine = make_engine("native");
    for (auto example : examples()) {
        Parameters gradient(example.parameters.size());
        example.loss(*engine, gradient);
        const auto& [encoder, decoder] = example.autoencoder;
        const auto decoders = encoder.parameter_count();
        const auto steppers = decoders + decoder.parameter_count();
        double difference = 0.0;
        double size = 0.0;
        for (std::size_t i = 0; i < gradient.size(); ++i) {
            if ((i >= encoder.bypass_offset() && i < decoders) ||
                (i >= decoders + decoder.bypass_offset() && i < steppers)) {
                BOOST_TEST(gradient[i] == 0.0F);
                continue;
            }
            constexpr float h = 3e-3F;
            const float saved = example.parameters[i];
            example.parameters[i] = saved + h;
            const double above = example.loss(*engine);
            example.parameters[i] = saved - h;
            const double below = example.loss(*engine);
            example.parameters[i] = saved;
            const double slope = (above - below) / (2.0 * static_cast<double>(h));
            difference += std::pow(slope - static_cast<double>(gradient[i]), 2);
            size += slope * slope;
        }
        BOOST_TEST(std::sqrt(difference / size) < 2e-3);
    }
}

// Without steps it is the reconstruction error.
LHITS_TEST(a_decoded_forecast_begins_with_the_reconstruction, 1) {
    const auto engine = make_engine("native");
    const Example example(2, true, false, 9, 1);
    auto still = example;
    const auto shared = example.autoencoder.parameter_count();
    std::fill(still.parameters.begin() + static_cast<std::ptrdiff_t>(shared),
              still.parameters.end(), 0.0F);
    const auto width = static_cast<std::size_t>(example.of_forecast.row_size());
    const auto half = example.rows.size() / 2;
    std::copy_n(still.rows.data(), half, still.rows.data() + half);
    const auto input = static_cast<std::size_t>(example.autoencoder.encoder.in());
    for (std::size_t r = 0; r < 9; ++r) {  // what is decoded are the same conditions as encoded
        for (std::size_t i = 0; i < 2; ++i) {
            const float condition = still.rows[r * width + 7 + i];
            const auto column = 3 + i;
            still.rows[r * width + input + i] = (condition - example.of_forecast.offset[column]) /
                                                example.of_forecast.scale[column];
        }
    }
    AlignedVector<float> states;
    for (std::size_t r = 0; r < 9; ++r) {
        states.insert(states.end(), still.rows.data() + r * width,
                      still.rows.data() + r * width + input);
    }
    const double reconstruction =
        engine->loss(Loss::of_reconstruction(example.autoencoder),
                     std::span(still.parameters).first(shared), {states, 9}, {0.02F}, {});
    BOOST_TEST(still.loss(*engine) == 2.0 * reconstruction, boost::test_tools::tolerance(1e-5));
}
