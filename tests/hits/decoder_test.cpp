#include <cmath>
#include <vector>

#include "lhits/base/random.hpp"
#include "lhits/hits/reduction.hpp"
#include "lhits_test.hpp"

using namespace lhits;

namespace {

constexpr int n = 37;
constexpr int latent = 3;
constexpr int rows = 29;

std::vector<float> draws(std::size_t count, std::uint32_t index) {
    std::vector<float> values(count);
    RandomStream(3, Purpose::weights, index).normal(0, values);
    return values;
}

/// Some elements of decoded states are those of the whole decoded states, and each row is on its
/// own.
void check(const Reduction& reduction, int width) {
    const auto z = draws(static_cast<std::size_t>(rows * width), 5);
    std::vector<float> whole(static_cast<std::size_t>(rows * n));
    reduction.decode(z, rows, whole);
    const std::vector<std::int64_t> elements{0, 7, 8, 36};
    const auto decoder = reduction.decoder_of(elements);
    std::vector<float> some(rows * elements.size());
    reduction.decode(decoder, z, rows, some);
    std::vector<float> alone(elements.size());
    for (std::size_t r = 0; r < rows; ++r) {
        const auto row = std::span(z).subspan(r * static_cast<std::size_t>(width),
                                              static_cast<std::size_t>(width));
        reduction.decode(decoder, row, 1, alone);
        for (std::size_t e = 0; e < elements.size(); ++e) {
            const float expected = whole[r * n + static_cast<std::size_t>(elements[e])];
            BOOST_TEST(std::abs(some[r * elements.size() + e] - expected) <
                       1e-6F * (1.0F + std::abs(expected)));
            BOOST_TEST(alone[e] == some[r * elements.size() + e]);
        }
    }
    BOOST_CHECK_THROW(reduction.decoder_of(std::vector<std::int64_t>{n}), std::out_of_range);
}

}  // namespace

LHITS_TEST(some_elements_are_decoded_as_in_the_whole, 1) {
    const auto data = draws(static_cast<std::size_t>(200 * n), 1);
    const auto scaler = Scaler::fit("standard", data, n);
    for (const bool bypass : {false, true}) {
        auto network = AutoencoderNetwork::with_hidden(n, {20, 10}, latent, Activation::silu);
        network.encoder.bypass = network.decoder.bypass = bypass;
        auto parameters = initial_parameters(network, RandomStream(1, Purpose::weights, 0));
        if (bypass) {
            set_principal_bypass(network, principal_components(data, n, latent), parameters);
        }
        auto autoencoder = make_autoencoder("pca-residual", scaler, network, std::move(parameters));
        std::vector<float> z(200 * latent);
        autoencoder.encode(data, 200, z);
        autoencoder.normalise_latent(z);
        check(autoencoder, latent);
    }
    check(make_pca(principal_components(data, n, latent), latent), latent);
    auto identity = make_identity(n);
    identity.normalise_latent(data);
    check(identity, n);
}
