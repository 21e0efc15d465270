#include "lhits/base/error.hpp"
#include "lhits/base/random.hpp"
#include "lhits/hits/reduction.hpp"
#include "lhits_test.hpp"

using namespace lhits;

namespace {

constexpr int n = 5;
constexpr int rows = 40;

Reduction of_states(const RowLayout& layout = {}) {
    const auto network = AutoencoderNetwork::with_hidden(n, {7}, 2, Activation::tanh);
    return make_autoencoder("autoencoder", {}, network,
                            initial_parameters(network, RandomStream(1, Purpose::weights, 0)),
                            layout);
}

/// States and, behind each, a parameter of 10 + 0.5 (row mod 4).
AlignedVector<float> inputs() {
    AlignedVector<float> all(rows * (n + 1));
    std::vector<float> drawn(rows * n);
    RandomStream(1, Purpose::perturbation, 0).normal(0, drawn);
    for (std::size_t r = 0; r < rows; ++r) {
        std::copy_n(drawn.data() + r * n, n, all.data() + r * (n + 1));
        all[r * (n + 1) + n] = 10.0F + 0.5F * static_cast<float>(r % 4);
    }
    return all;
}

AlignedVector<float> states(const AlignedVector<float>& inputs) {
    AlignedVector<float> all;
    for (std::size_t r = 0; r < rows; ++r) {
        const auto row = inputs.begin() + static_cast<std::ptrdiff_t>(r * (n + 1));
        all.insert(all.end(), row, row + n);
    }
    return all;
}

}  // namespace

LHITS_TEST(parameters_stand_behind_the_coordinates, 1) {
    const auto x = inputs();
    auto plain = of_states();
    auto parametric = of_states({.parameters = 1});
    BOOST_TEST(parametric.state_size() == n);
    BOOST_TEST(parametric.input_size() == n + 1);
    BOOST_TEST(parametric.latent() == 2);
    BOOST_TEST(parametric.dimension() == 3);

    AlignedVector<float> z(rows * 3);
    AlignedVector<float> expected(rows * 2);
    parametric.encode(x, rows, z);
    plain.encode(states(x), rows, expected);
    for (std::size_t r = 0; r < rows; ++r) {
        BOOST_TEST(z[3 * r] == expected[2 * r]);
        BOOST_TEST(z[3 * r + 1] == expected[2 * r + 1]);
        BOOST_TEST(z[3 * r + 2] == x[r * (n + 1) + n]);
    }

    parametric.normalise_latent(z);
    plain.normalise_latent(expected);
    parametric.encode(x, rows, z);
    BOOST_TEST(std::abs(z[2] + 1.34164079F) < 1e-5F);  // 10 of 10, 10.5, 11, 11.5
    AlignedVector<float> back(rows * n);
    AlignedVector<float> plain_back(rows * n);
    parametric.decode(z, rows, back);
    plain.encode(states(x), rows, expected);
    plain.decode(expected, rows, plain_back);
    for (std::size_t i = 0; i < back.size(); ++i) {
        BOOST_TEST(std::abs(back[i] - plain_back[i]) < 1e-5F);
    }
    BOOST_TEST(std::abs(parametric.squared_error(x, rows) - plain.squared_error(states(x), rows)) <
               1e-4);
    const auto errors = parametric.reconstruction_errors(x, z, rows);
    const auto plain_errors = plain.reconstruction_errors(states(x), expected, rows);
    for (std::size_t r = 0; r < rows; ++r) {
        BOOST_TEST(std::abs(errors[r] - plain_errors[r]) < 1e-5);
    }

    const std::vector<std::int64_t> some{4, 1};
    AlignedVector<float> elements(rows * 2);
    parametric.decode(parametric.decoder_of(some), z, rows, elements);
    for (std::size_t r = 0; r < rows; ++r) {
        BOOST_TEST(std::abs(elements[2 * r] - back[r * n + 4]) < 1e-6F);
        BOOST_TEST(std::abs(elements[2 * r + 1] - back[r * n + 1]) < 1e-6F);
    }

    AlignedVector<float> again(rows * 3);
    read_reduction(parametric.record()).encode(x, rows, again);
    BOOST_TEST(again == z);
}

LHITS_TEST(damaged_parametric_reductions_are_refused, 1) {
    const auto record = of_states({.parameters = 1}).record();
    auto none = record;
    none.integers["parameters"] = 0;
    BOOST_CHECK_THROW(read_reduction(none), InputError);
    auto many = record;
    many.integers["parameters"] = 1 << 20;
    BOOST_CHECK_THROW(read_reduction(many), InputError);
    auto nested = record;
    nested.children["states"] = record;
    BOOST_CHECK_THROW(read_reduction(nested), InputError);
    auto wrong_scaler = record;
    wrong_scaler.children["latent_scaler"].put("offset", std::vector<float>{1.0F, 2.0F});
    wrong_scaler.children["latent_scaler"].put("scale", std::vector<float>{1.0F, 2.0F});
    BOOST_CHECK_THROW(read_reduction(wrong_scaler), InputError);
}
