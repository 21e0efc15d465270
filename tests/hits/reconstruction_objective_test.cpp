#include "lhits/hits/reconstruction_objective.hpp"

#include <cmath>
#include <cstring>

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

Architecture funnel() {
    return Architecture::with_hidden(n, {16}, 2, Activation::silu)
        .then(Architecture::with_hidden(2, {16}, n, Activation::silu));
}

TrainingState trained(const Communicator& team, std::int64_t batch, std::int64_t iterations) {
    const auto rows = plane(700);
    const std::span<const float> all(rows);
    const auto engine = make_engine("native");
    ReconstructionObjective objective(team, *engine, funnel(), all.first(600 * n),
                                      all.subspan(600 * n), batch,
                                      SampleDraws(1, 600, 0.0, RandomStream(1, Purpose::batch, 0)));
    auto state =
        TrainingState::start(initial_parameters(funnel(), RandomStream(1, Purpose::weights, 0)));
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

// A team trains the same bits as one rank on its own, in full and in mini-batches.
LHITS_TEST(teams_train_the_same_bits, 1, 2, 3, 4) {
    for (const std::int64_t batch : {0, 200, 7}) {
        const auto alone = trained(Communicator::self(), batch, 100);
        const auto together = trained(test::world(), batch, 100);
        BOOST_TEST(same_bits(alone.parameters, together.parameters));
        BOOST_TEST(same_bits(alone.kept_parameters, together.kept_parameters));
        BOOST_TEST(alone.history == together.history, boost::test_tools::per_element());
    }
}

LHITS_TEST(shards_depend_on_the_batch_alone, 1) {
    BOOST_TEST(ReconstructionObjective::shards_of(1) == 1);
    BOOST_TEST(ReconstructionObjective::shards_of(512) == 8);
    BOOST_TEST(ReconstructionObjective::shards_of(20480) == 16);
}
