#include <algorithm>
#include <cmath>
#include <vector>

#include "lhits/base/columns.hpp"
#include "lhits/base/error.hpp"
#include "lhits/hits/sampled_objective.hpp"
#include "lhits/hits/surrogate.hpp"
#include "lhits_test.hpp"

using namespace lhits;

namespace {

constexpr int n = 6, z = 2;
constexpr std::int64_t times = 12;

AlignedVector<float> noise(std::size_t count, std::uint32_t index) {
    AlignedVector<float> values(count);
    RandomStream(4, Purpose::batch, index).normal(0, values);
    return values;
}

Reduction autoencoder(int conditions, const RowLayout& layout = {}) {
    auto network =
        AutoencoderNetwork::with_hidden(n * (1 + layout.delays), {5}, z, Activation::tanh);
    network.encoder.widths.front() += conditions;
    network.decoder.widths.front() += conditions;
    const auto width = static_cast<std::size_t>(network.encoder.in());
    return make_autoencoder(
        "autoencoder", Scaler::fit("standard", noise(20 * width, 1), width), network,
        initial_parameters(network, RandomStream(5, Purpose::weights, 0)), layout);
}

/// Untrained; with two steppers, of strides 1 and 2.
Surrogate surrogate_of(Reduction reduction) {
    Surrogate result;
    const auto inputs = static_cast<std::size_t>(reduction.input_size());
    AlignedVector<float> codes(50 * static_cast<std::size_t>(reduction.dimension()));
    reduction.encode(noise(50 * inputs, 2), 50, codes);
    reduction.normalise_latent(codes);
    const auto network = Architecture::with_hidden(reduction.dimension(), {4}, z, Activation::silu);
    for (const std::int64_t stride : {1, 2}) {
        const RandomStream stream(6, Purpose::weights, static_cast<std::uint32_t>(stride));
        result.steppers.push_back({stride, network, initial_parameters(network, stream), {}});
    }
    result.reduction = std::move(reduction);
    return result;
}

/// Mean squared errors of decoded forecasts, in scaled units, by the reduction and the steppers.
double forecast_error(const Surrogate& surrogate, const AlignedVector<float>& x,
                      std::int64_t window) {
    const auto engine = make_engine("native");
    const auto& reduction = *surrogate.reduction;
    const auto width = static_cast<std::size_t>(reduction.input_size());
    double mean = 0.0;
    for (const auto& stepper : surrogate.steppers) {
        const auto starts = times - window * stepper.stride;
        for (std::int64_t t = 0; t < starts; ++t) {
            const auto input = std::span(x).subspan(static_cast<std::size_t>(t) * width, width);
            AlignedVector<float> row(static_cast<std::size_t>(reduction.dimension()));
            AlignedVector<float> decoded(n);
            reduction.encode(input, 1, row);
            for (std::int64_t k = 0; k <= window; ++k) {
                const AlignedVector<float> from = row;
                if (k > 0) engine->step(stepper.network, stepper.parameters, from, 1, row);
                reduction.decode(row, 1, decoded);
                const auto at = static_cast<std::size_t>(t + k * stepper.stride) * width;
                for (std::size_t i = 0; i < n; ++i) {
                    const auto error =
                        static_cast<double>((decoded[i] - x[at + i]) / reduction.scaler().scale[i]);
                    mean += error * error / static_cast<double>(starts * (window + 1) * n * 2);
                }
            }
        }
    }
    return mean;
}

}  // namespace

// The loss of a fine-tuning is what the surrogate itself makes of its states: with and without
// parameters, told to the steppers alone or to all networks.
LHITS_TEST(fine_tuning_sees_what_the_surrogate_forecasts, 1) {
    constexpr std::int64_t window = 3;
    for (int kind = 0; kind < 3; ++kind) {
        auto surrogate = surrogate_of(kind == 0   ? autoencoder(0)
                                      : kind == 1 ? autoencoder(2)
                                                  : autoencoder(0, {.parameters = 2}));
        const auto& reduction = *surrogate.reduction;
        const auto width = static_cast<std::size_t>(reduction.input_size());
        auto x = noise(times * width, 3);
        for (std::size_t t = 1; t < times; ++t) {  // parameters stay
            std::copy_n(x.data() + n, width - n, x.data() + t * width + n);
        }
        AlignedVector<float> latent(times * static_cast<std::size_t>(reduction.dimension()));
        reduction.encode(x, times, latent);
        const auto& encoder = reduction.encoder().shape;
        const auto encoded = static_cast<std::size_t>(encoder.in());
        const auto stays = static_cast<std::size_t>(reduction.parameters());
        AlignedVector<float> input(times * encoded);
        copy_columns(ColumnRange<const float>{x, width}, encoded,
                     ColumnRange<float>{input, encoded});
        reduction.scaler().apply(input);
        AlignedVector<float> rows(times * (encoded + stays));
        copy_columns(ColumnRange<const float>{input, encoded}, encoded,
                     ColumnRange<float>{rows, encoded + stays});
        copy_columns(ColumnRange<const float>{latent, z + stays, z}, stays,
                     ColumnRange<float>{rows, encoded + stays, encoded});
        std::vector<TunedStepper> steppers;
        for (const auto& stepper : surrogate.steppers) {
            const Windows windows({rows, 1, times, static_cast<std::int64_t>(encoded + stays)},
                                  stepper.stride, window);
            steppers.push_back(
                {stepper.network, windows, windows,
                 SampleDraws(1, windows.offsets(), 0.0, RandomStream(1, Purpose::fine_tuning, 0))});
        }
        const auto self = Communicator::self();
        const auto engine = make_engine("native");
        SampledObjective objective(self, *engine,
                                   fine_tuning_problem({encoder, reduction.decoder().shape},
                                                       reduction.latent_scaler(), steppers, 8));
        BOOST_TEST(objective.validation_loss(surrogate.parameters()) ==
                       forecast_error(surrogate, x, window),
                   boost::test_tools::tolerance(1e-5));
    }
}

// Parameters take the places that they were taken from, whatever a moment is known by; the last
// layer is then cut down anew.
LHITS_TEST(tuned_parameters_take_the_place_of_the_others, 1) {
    for (const RowLayout& layout :
         {RowLayout{}, RowLayout{.delays = 1}, RowLayout{.delays = 2, .parameters = 1}}) {
        auto surrogate = surrogate_of(autoencoder(0, layout));
        const auto record = surrogate_record(surrogate);
        auto parameters = surrogate.parameters();
        surrogate.set_parameters(parameters);
        BOOST_TEST((surrogate_record(surrogate) == record));
        for (auto& parameter : parameters) parameter *= 2.0F;
        surrogate.set_parameters(parameters);
        auto again = read_surrogate(surrogate_record(surrogate));
        BOOST_TEST((again.parameters() == parameters));
        const auto row = noise(static_cast<std::size_t>(surrogate.reduction->dimension()), 7);
        AlignedVector<float> decoded(n), expected(n);
        surrogate.reduction->decode(row, 1, decoded);
        again.reduction->decode(row, 1, expected);
        BOOST_TEST((decoded == expected));
    }
}
