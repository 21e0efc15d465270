#include "lhits/hits/reduction.hpp"

#include <cmath>
#include <vector>

#include "lhits/base/random.hpp"
#include "lhits/hits/records.hpp"
#include "lhits/nn/engine.hpp"
#include "lhits_test.hpp"

using namespace lhits;

namespace {

/// 64 rows on the plane spanned by two orthogonal directions in four dimensions, off the origin.
std::vector<float> plane() {
    std::vector<float> rows;
    for (int i = 0; i < 64; ++i) {
        const double a = std::cos(0.1 * i);
        const double b = 0.3 * std::sin(0.37 * i);
        for (const double value : {1.0 + a, 2.0 + b, 3.0 + a, 4.0 - b}) {
            rows.push_back(static_cast<float>(value));
        }
    }
    return rows;
}

std::vector<double> errors_of(const Reduction& reduction, const std::vector<float>& x) {
    std::vector<float> z(64 * static_cast<std::size_t>(reduction.latent()));
    reduction.encode(x, 64, z);
    return reduction.reconstruction_errors(x, z, 64);
}

}  // namespace

LHITS_TEST(pca_reduction_is_exact_on_a_plane, 1) {
    const auto data = plane();
    const auto components = principal_components(data, 4, 4);
    BOOST_TEST(make_pca(components, 2).squared_error(data, 64) < 1e-9);
    // Only rounding: none.
    BOOST_TEST(errors_of(make_pca(components, 2), data) == std::vector<double>(64),
               boost::test_tools::per_element());
    // What one component leaves is the variance of the second.
    const double left = make_pca(components, 1).squared_error(data, 64) / 64.0;
    BOOST_TEST(left == components.variances[1], boost::test_tools::tolerance(1e-4));
    double sum = 0.0;
    for (const double error : errors_of(make_pca(components, 1), data)) sum += error;
    BOOST_TEST(4.0 * sum / 64.0 == components.variances[1], boost::test_tools::tolerance(1e-4));
}

LHITS_TEST(latent_coordinates_are_normalised, 1) {
    const auto data = plane();
    auto reduction = make_pca(principal_components(data, 4, 4), 2);
    std::vector<float> z(128);
    reduction.encode(data, 64, z);
    reduction.normalise_latent(z);
    reduction.encode(data, 64, z);
    for (std::size_t k = 0; k < 2; ++k) {
        double mean = 0.0;
        double square = 0.0;
        for (std::size_t i = k; i < z.size(); i += 2) {
            mean += z[i] / 64.0;
            square += z[i] * z[i] / 64.0;
        }
        BOOST_TEST(std::abs(mean) < 1e-6);
        BOOST_TEST(square == 1.0, boost::test_tools::tolerance(1e-5));
    }
    BOOST_TEST(reduction.squared_error(data, 64) < 1e-9);
}

LHITS_TEST(identity_gives_the_state_back, 1) {
    const auto data = plane();
    auto reduction = make_identity(4);
    std::vector<float> z(data.size());
    reduction.encode(data, 64, z);
    BOOST_TEST(z == data, boost::test_tools::per_element());
    reduction.normalise_latent(z);
    BOOST_TEST(reduction.squared_error(data, 64) < 1e-9);
    BOOST_TEST(errors_of(reduction, data) == std::vector<double>(64),
               boost::test_tools::per_element());
}

// A network in addition that makes nothing: z and x^ are those of PCA.
LHITS_TEST(a_residual_of_nothing_leaves_pca, 1) {
    const auto data = plane();
    const auto components = principal_components(data, 4, 2);
    auto network = AutoencoderNetwork::with_hidden(4, {5}, 2, Activation::gelu);
    network.encoder.bypass = network.decoder.bypass = true;
    Parameters parameters(network.parameter_count(), 0.0F);
    set_principal_bypass(network, components, parameters);
    const auto residual = make_autoencoder("pca-residual", {}, network, parameters);
    const auto pca = make_pca(components, 2);
    std::vector<float> z(64 * 2);
    std::vector<float> expected(z.size());
    residual.encode(data, 64, z);
    pca.encode(data, 64, expected);
    for (std::size_t i = 0; i < z.size(); ++i) BOOST_TEST(std::abs(z[i] - expected[i]) < 1e-5F);
    BOOST_TEST(residual.squared_error(data, 64) < 1e-8);
    const auto again = read_reduction(residual.record());
    BOOST_TEST(again.kind() == "pca-residual");
    std::vector<float> same(z.size());
    again.encode(data, 64, same);
    BOOST_TEST(same == z, boost::test_tools::per_element());
}

LHITS_TEST(a_variational_reduction_keeps_the_means, 1) {
    const auto data = plane();
    auto network = AutoencoderNetwork::with_hidden(4, {5}, 3, Activation::tanh);
    network.encoder.widths.back() *= 2;
    const auto parameters = initial_parameters(network, RandomStream(1, Purpose::weights, 0));
    const auto result = make_autoencoder("variational", {}, network, parameters);
    BOOST_TEST(result.latent() == 3);
    std::vector<float> z(64 * 3);
    std::vector<float> codes(64 * 6);
    std::vector<float> back(64 * 4);
    std::vector<float> expected(64 * 4);
    result.encode(data, 64, z);
    const std::span<const float> all(parameters);
    const auto encoded = network.encoder.parameter_count();
    const auto engine = make_engine("native");
    engine->evaluate(network.encoder, all.first(encoded), data, 64, codes);
    for (std::size_t i = 0; i < z.size(); ++i) BOOST_TEST(z[i] == codes[i / 3 * 6 + i % 3]);
    result.decode(z, 64, back);
    engine->evaluate(network.decoder, all.subspan(encoded), z, 64, expected);
    BOOST_TEST(back == expected, boost::test_tools::per_element());
    BOOST_TEST(read_reduction(result.record()).kind() == "variational");
}

// Both halves as one chain: so they stood in the files of an earlier lhits.
LHITS_TEST(autoencoders_of_an_earlier_lhits_are_read, 1) {
    const auto data = plane();
    const auto network = AutoencoderNetwork::with_hidden(4, {6, 5}, 2, Activation::silu);
    const auto parameters = initial_parameters(network, RandomStream(1, Purpose::weights, 0));
    const auto result = make_autoencoder("autoencoder", {}, network, parameters);
    Record record = result.record();
    record.children.erase("encoder");
    record.children.erase("decoder");
    record.integers["encoder_layers"] = 3;
    record.children["network"] = network_record(network.encoder.then(network.decoder), parameters);
    std::vector<float> z(64 * 2);
    std::vector<float> same(64 * 2);
    result.encode(data, 64, z);
    read_reduction(record).encode(data, 64, same);
    BOOST_TEST(same == z, boost::test_tools::per_element());
}
