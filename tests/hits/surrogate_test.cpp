#include "lhits/hits/surrogate.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "lhits/base/error.hpp"
#include "lhits/base/random.hpp"
#include "lhits_test.hpp"

using namespace lhits;

namespace {

/// Rows of numbers in [-1, 1), a function of the index.
std::vector<float> numbers(std::size_t count, std::uint32_t index) {
    const RandomStream stream(3, Purpose::batch, index);
    std::vector<float> result(count);
    for (std::size_t i = 0; i < count; ++i) {
        result[i] = static_cast<float>(2.0 * stream.uniform(i) - 1.0);
    }
    return result;
}

Parameters weights(const Architecture& network, std::uint32_t index) {
    return initial_parameters(network, RandomStream(5, Purpose::weights, index));
}

Reduction example_autoencoder() {
    const auto network = AutoencoderNetwork::with_hidden(6, {5, 4}, 2, Activation::tanh);
    const auto data = numbers(60, 1);
    return make_autoencoder("autoencoder", Scaler::fit("min-max", data, 6), network,
                            initial_parameters(network, RandomStream(5, Purpose::weights, 1)));
}

Stepper example_stepper(std::int64_t stride) {
    const auto network = Architecture::with_hidden(2, {7}, 2, Activation::silu);
    return {stride,
            network,
            weights(network, static_cast<std::uint32_t>(stride)),
            {10 * stride, 0.5, 0.25, 1.5}};
}

Surrogate example() {
    Surrogate result;
    result.reduction = example_autoencoder();
    result.reduction->normalise_latent(numbers(40, 2));
    result.reduction_training = {100, 0.1, 0.2, 3.0};
    // 16 sorts before 2 as a name and after it as a stride.
    for (const int stride : {2, 4, 16}) result.steppers.push_back(example_stepper(stride));
    result.couplings["unseen"] = {1, 2, 0.125, 3.5, 4.0};
    result.couplings["in-sample"] = {0, 1, 0.25, 4.5, 5.0};
    const auto z = numbers(40, 4);
    result.trust = {TrainingDomain({z, 2, 10, 2}, {z, 1, 20, 2}, {0.5}),
                    ValidTimeCalibration({1.5, 2.5}, 10.0, 0.5)};
    return result;
}

std::vector<float> encoded(const Reduction& reduction, const std::vector<float>& x) {
    const auto rows = static_cast<int>(x.size()) / reduction.state_size();
    std::vector<float> z(static_cast<std::size_t>(rows * reduction.latent()));
    reduction.encode(x, rows, z);
    return z;
}

}  // namespace

LHITS_TEST(a_surrogate_survives_its_record, 1) {
    const auto result = example();
    const Record record = surrogate_record(result);
    auto back = read_surrogate(record);
    BOOST_TEST((surrogate_record(back) == record));
    BOOST_REQUIRE(back.steppers.size() == 3U);
    BOOST_TEST(back.steppers[2].stride == 16);
    BOOST_TEST(back.couplings.at("unseen").finest == 1U);
    BOOST_TEST(back.couplings.at("unseen").valid_time == 3.5);
    BOOST_TEST(back.couplings.at("in-sample").error == 0.25);
    BOOST_TEST(back.trust->valid_time.lower_bound(0.1).time == 1.5);
    const auto x = numbers(18, 9);
    BOOST_TEST(encoded(*back.reduction, x) == encoded(*result.reduction, x),
               boost::test_tools::per_element());
}

LHITS_TEST(levels_go_from_coarse_to_fine, 1) {
    const auto result = example();
    const auto engine = make_engine("native");
    const auto levels = result.coupled_levels(*engine, result.couplings.at("unseen"));
    BOOST_REQUIRE(levels.size() == 2U);
    BOOST_TEST(levels[0].stride == 16);
    BOOST_TEST(levels[1].stride == 4);
    BOOST_TEST(result.single_level(*engine, 0)[0].stride == 2);
    BOOST_CHECK_THROW(result.coupled_levels(*engine, {0, 3}), std::out_of_range);
}

// A step adds what the network says, here computed by hand: one hidden layer, silu.
LHITS_TEST(a_step_adds_the_network, 1) {
    const auto stepper = example_stepper(4);
    const auto engine = make_engine("native");
    const std::vector<float> z{0.3F, -0.7F};
    std::vector<float> next(2);
    stepper.level(*engine).step(z, 1, next);
    const auto& net = stepper.network;
    const float* w = stepper.parameters.data();
    for (std::size_t out = 0; out < 2; ++out) {
        double sum = w[net.bias_offset(1) + out];
        for (std::size_t h = 0; h < 7; ++h) {
            const double a = w[net.bias_offset(0) + h] + z[0] * w[h] + z[1] * w[7 + h];
            sum += a / (1.0 + std::exp(-a)) * w[net.weight_offset(1) + 2 * h + out];
        }
        BOOST_TEST(next[out] == static_cast<float>(z[out] + sum),
                   boost::test_tools::tolerance(1e-5F));
    }
}

LHITS_TEST(damaged_surrogates_are_refused, 1) {
    Record record = surrogate_record(example());
    record.children["coupling"].children["unseen"].integers["coarsest"] = 3;
    BOOST_CHECK_THROW(read_surrogate(record), InputError);
    record = surrogate_record(example());
    record.children["stepper-4"].children["network"].put("parameters", std::vector<float>(3));
    BOOST_CHECK_THROW(read_surrogate(record), InputError);
    record = surrogate_record(example());
    record.children["reduction"].texts["kind"] = "magic";
    BOOST_CHECK_THROW(read_surrogate(record), InputError);
    record = surrogate_record(example());
    record.children["trust"].children["domain"].put("references", numbers(30, 4), {10, 3});
    BOOST_CHECK_THROW(read_surrogate(record), InputError);
}
