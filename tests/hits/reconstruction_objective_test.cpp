#include "lhits/hits/sampled_objective.hpp"

#include <cmath>
#include <cstring>
#include <utility>
#include <vector>

#include "lhits_test.hpp"

using namespace lhits;

namespace {

constexpr std::size_t n = 9;

/// Rows on a plane in nine dimensions: two latent coordinates hold all of it.
AlignedVector<float> plane(std::size_t rows) {
    const RandomStream stream(4, Purpose::batch, 9);
    AlignedVector<float> data(rows * n);
    for (std::size_t r = 0; r < rows; ++r) {
        const double a = 2.0 * stream.uniform(2 * r) - 1.0;
        const double b = 2.0 * stream.uniform(2 * r + 1) - 1.0;
        for (std::size_t j = 0; j < n; ++j) {
            const auto x = static_cast<double>(j);
            data[r * n + j] = static_cast<float>(a * std::sin(x) + b * std::cos(x));
        }
    }
    return data;
}

/// What a training differs in.
struct Kind {
    bool variational = false;
    bool residual = false;
    Regularisation regularisation{};

    AutoencoderNetwork network() const {
        auto result = AutoencoderNetwork::with_hidden(n, {16}, 2, Activation::silu);
        if (variational) result.encoder.widths.back() *= 2;
        result.encoder.bypass = result.decoder.bypass = residual;
        return result;
    }
};

Regularisation regularisation(double noise, double sparsity, double beta) {
    return {noise,
            {sparsity, beta},
            RandomStream(1, Purpose::input_noise, 0),
            RandomStream(1, Purpose::latent_noise, 0)};
}

const std::vector<Kind>& kinds() {
    static const std::vector<Kind> all{
        {},
        {false, false, regularisation(0.1, 0.0, 0.0)},
        {false, false, regularisation(0.0, 1e-3, 0.0)},
        {true, false, regularisation(0.0, 0.0, 1e-4)},
        {false, true, regularisation(0.0, 0.0, 0.0)},
    };
    return all;
}

TrainingState trained(const Communicator& team, std::int64_t batch, std::int64_t iterations,
                      const Kind& kind = {}) {
    const auto rows = plane(700);
    const std::span<const float> all(rows);
    const auto engine = make_engine("native");
    const auto network = kind.network();
    const SampleDraws draws(1, 600, 0.0, RandomStream(1, Purpose::batch, 0));
    SampledObjective objective(
        team, *engine,
        reconstruction_problem(network, Scaler::fit("standard", all, n), all.first(600 * n),
                               all.subspan(600 * n), batch, draws, kind.regularisation));
    auto parameters = initial_parameters(network, RandomStream(1, Purpose::weights, 0));
    if (kind.residual) {
        set_principal_bypass(network, principal_components(all, n, 2), parameters);
    }
    auto state = TrainingState::start(std::move(parameters));
    train(objective, {iterations, 0.01, Schedule::cosine, 50, 0}, state, "autoencoder",
          [](const TrainingState&) {});
    return state;
}

bool same_bits(const Parameters& a, const Parameters& b) {
    return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0;
}

}  // namespace

LHITS_TEST(a_plane_is_reconstructed, 1) {
    BOOST_TEST(trained(test::world(), 0, 3000).kept_loss < 1e-3);
    BOOST_TEST(trained(test::world(), 128, 3000).kept_loss < 1e-3);
}

// Two principal components hold the plane; the network in addition has only to become small.
LHITS_TEST(a_plane_is_reconstructed_by_the_bypass, 1) {
    const Kind residual = kinds().back();
    BOOST_TEST(trained(test::world(), 128, 500, residual).kept_loss < 1e-3);
    const auto network = residual.network();
    const auto state = trained(test::world(), 0, 3, residual);
    const auto start = trained(test::world(), 0, 1, residual);
    const auto& encoder = network.encoder;
    for (auto i = encoder.bypass_offset(); i < encoder.parameter_count(); ++i) {
        BOOST_TEST(state.parameters[i] == start.parameters[i]);
    }
    BOOST_TEST(state.parameters.front() != start.parameters.front());
}

LHITS_TEST(the_mean_of_a_variational_encoder_reconstructs, 1) {
    BOOST_TEST(trained(test::world(), 128, 3000, kinds()[3]).kept_loss < 1e-2);
}

// A linear autoencoder of zeros makes nothing of its input, so noise changes no loss; one that
// passes its input on makes the noise itself of it.
LHITS_TEST(noise_is_on_the_input_only, 1) {
    const auto rows = plane(6400);
    const auto engine = make_engine("native");
    const AutoencoderNetwork network{{{n, n}, {Activation::linear}},
                                     {{n, n}, {Activation::linear}}};
    Parameters identity(network.parameter_count(), 0.0F);
    for (const auto first : {std::size_t{0}, network.encoder.parameter_count()}) {
        for (std::size_t i = 0; i < n; ++i) identity[first + i * (n + 1)] = 1.0F;
    }
    const SampleDraws none(1, 1, 0.0, RandomStream(1, Purpose::batch, 0));
    SampledObjective objective(
        test::world(), *engine,
        reconstruction_problem(network, {}, rows, rows, 0, none, regularisation(0.1, 0.0, 0.0)));
    Parameters gradient(identity.size());
    const double first = objective.loss(identity, 0, gradient);
    const double second = objective.loss(identity, 1, gradient);
    BOOST_TEST(std::abs(first / 0.01 - 1.0) < 0.03);  // the square of the noise
    BOOST_TEST(std::abs(second / 0.01 - 1.0) < 0.03);
    BOOST_TEST(first != second);
    BOOST_TEST(objective.loss(identity, 0, gradient) == first);
    BOOST_TEST(objective.validation_loss(identity) == 0.0);
}

// A team trains the same bits as one rank on its own, in full and in mini-batches.
LHITS_TEST(teams_train_the_same_bits, 1, 2, 3, 4) {
    const auto check = [](std::int64_t batch, std::int64_t iterations, const Kind& kind) {
        const auto alone = trained(Communicator::self(), batch, iterations, kind);
        const auto together = trained(test::world(), batch, iterations, kind);
        BOOST_TEST(same_bits(alone.parameters, together.parameters));
        BOOST_TEST(same_bits(alone.kept_parameters, together.kept_parameters));
        BOOST_TEST(alone.history == together.history, boost::test_tools::per_element());
    };
    for (const std::int64_t batch : {0, 200, 7}) check(batch, 100, {});
    for (const auto& kind : kinds()) check(200, 10, kind);
}

LHITS_TEST(shards_depend_on_the_batch_alone, 1) {
    BOOST_TEST(shards_of(1, rows_per_shard) == 1);
    BOOST_TEST(shards_of(512, rows_per_shard) == 8);
    BOOST_TEST(shards_of(20480, rows_per_shard) == 16);
}
