#include "lhits/hits/manifold_dimension.hpp"

#include <cmath>
#include <numbers>
#include <string>
#include <utility>
#include <vector>

#include "lhits/base/error.hpp"
#include "lhits/hits/sampled_objective.hpp"
#include "lhits/hits/reduction.hpp"
#include "lhits/nn/training.hpp"
#include "lhits/parallel/communicator.hpp"
#include "lhits_test.hpp"

using namespace lhits;

namespace {

constexpr std::size_t n = 20;
constexpr std::size_t rows = 2000;

/// Rows of n numbers, each a fixed combination of what `features` makes of uniform numbers a, b.
template <class Features>
AlignedVector<float> surface(const Features& features) {
    const RandomStream stream(4, Purpose::batch, 9);
    AlignedVector<float> data(rows * n, 0.0F);
    for (std::size_t r = 0; r < rows; ++r) {
        const auto result =
            features(2.0 * stream.uniform(2 * r) - 1.0, 2.0 * stream.uniform(2 * r + 1) - 1.0);
        for (std::size_t j = 0; j < n; ++j) {
            double sum = 0.0;
            for (std::size_t k = 0; k < result.size(); ++k) {
                sum += result[k] * std::cos(1.0 + static_cast<double>((k + 1) * (j + 1)));
            }
            data[r * n + j] = static_cast<float>(sum);
        }
    }
    return data;
}

ManifoldDimension estimated(const AlignedVector<float>& data) {
    constexpr int width = 8;
    const auto network = rank_minimising_autoencoder(n, {64, 64}, width, 4, Activation::silu);
    const auto engine = make_engine("native");
    const auto scaler = Scaler::fit("standard", data, n);
    const std::span<const float> all(data);
    const SampleDraws draws(1, rows, 0.0, RandomStream(1, Purpose::batch, 0));
    SampledObjective objective(
        test::world(), *engine,
        reconstruction_problem(network, scaler, data, all.first(200 * n), 128, draws));
    auto state =
        TrainingState::start(initial_parameters(network, RandomStream(1, Purpose::weights, 0)));
    TrainingSettings settings{4000, 3e-3, Schedule::one_cycle, 1000, 0};
    settings.weight_decay = 1e-2;
    train(objective, settings, state, "dimension", [](const TrainingState&) {});
    BOOST_TEST(state.kept_loss < 1e-3);
    AlignedVector<float> z(rows * width);
    make_autoencoder("autoencoder", scaler, network, state.kept_parameters).encode(data, rows, z);
    return ManifoldDimension::of_codes(z, width);
}

}  // namespace

// Known answers. A circle needs two coordinates, a torus three: they close.
LHITS_TEST(the_dimension_of_surfaces_is_found, 1) {
    using Features = std::vector<double>;
    const auto circle = [](double a, double) -> Features {
        const double angle = std::numbers::pi * a;
        return {std::cos(angle), std::sin(angle), 0.5 * std::cos(2.0 * angle),
                0.5 * std::sin(3.0 * angle)};
    };
    const auto quadratic = [](double a, double b) -> Features {
        return {a, b, a * a, a * b, b * b};
    };
    const auto torus = [](double a, double b) -> Features {
        const double u = std::numbers::pi * a;
        const double v = std::numbers::pi * b;
        const double c = 2.0 + std::cos(v);
        return {c * std::cos(u), c * std::sin(u), std::sin(v), c * c * std::cos(2.0 * u) / 4.0};
    };
    BOOST_TEST(estimated(surface(circle)).dimension == 2);
    BOOST_TEST(estimated(surface(quadratic)).dimension == 2);
    BOOST_TEST(estimated(surface(torus)).dimension == 3);
}

LHITS_TEST(the_gap_is_found_by_a_fixed_rule, 1) {
    const auto check = [](std::vector<double> values, std::int64_t dimension, double gap) {
        const auto result = ManifoldDimension::of(std::move(values));
        BOOST_TEST(result.dimension == dimension);
        BOOST_TEST(result.gap == gap, boost::test_tools::tolerance(1e-12));
    };
    check({4.0, 2.0, 1e-3, 1e-4}, 2, 2000.0);
    check({4.0, 2.0, 0.1, 0.01}, 0, 20.0);     // no gap
    check({1.0, 1e-15, 1e-20, 0.0}, 1, 1e12);  // nothing is resolved beyond
    check({1.0, 0.5, 0.25, 0.0}, 3, 0.25e12);
    check({100.0, 1.0, 1.0}, 1, 100.0);
    check({0.0, 0.0}, 0, 0.0);
}

LHITS_TEST(the_codes_of_a_plane_have_two_singular_values, 1) {
    AlignedVector<float> z(1000 * 3);
    for (std::size_t r = 0; r < 1000; ++r) {
        const auto a = static_cast<float>(r % 10) - 4.5F;
        const auto b = static_cast<float>(r / 10 % 10) - 4.5F;
        z[3 * r] = a + 7.0F;
        z[3 * r + 1] = 0.1F * b;
        z[3 * r + 2] = -3.0F;
    }
    const auto result = ManifoldDimension::of_codes(z, 3);
    BOOST_TEST(result.dimension == 2);
    BOOST_TEST(result.singular_values.at(0) == 8.25, boost::test_tools::tolerance(1e-5));
    BOOST_TEST(result.singular_values.at(1) == 0.0825, boost::test_tools::tolerance(1e-5));
    BOOST_TEST((read_manifold_dimension(result.record()).record() == result.record()));
}

LHITS_TEST(estimates_that_do_not_fit_are_refused, 1) {
    const auto refused = [](std::vector<double> values, const std::string& words) {
        Record record;
        record.put("singular_values", values);
        BOOST_CHECK_EXCEPTION(read_manifold_dimension(record), InputError,
                              [&](const InputError& error) {
                                  return std::string(error.what()).find(words) != std::string::npos;
                              });
    };
    refused({1.0}, "expected two or more finite singular values that fall, found 1");
    refused({1.0, 2.0}, "found 2, some of which rise");
    refused({1.0, std::nan("")}, "some not finite");
}
