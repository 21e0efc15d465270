#include "lhits/hits/reduction.hpp"

#include <cmath>
#include <vector>

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

std::vector<float> errors_of(Reduction& reduction, const std::vector<float>& x) {
    std::vector<float> z(64 * static_cast<std::size_t>(reduction.latent()));
    reduction.encode(x, 64, z);
    return reduction.reconstruction_errors(x, z, 64);
}

}  // namespace

LHITS_TEST(pca_reduction_is_exact_on_a_plane, 1) {
    const auto data = plane();
    const auto components = principal_components(data, 4, 4);
    BOOST_TEST(make_pca(components, 2)->squared_error(data, 64) < 1e-9);
    // Only rounding: none.
    BOOST_TEST(errors_of(*make_pca(components, 2), data) == std::vector<float>(64),
               boost::test_tools::per_element());
    // What one component leaves is the variance of the second.
    const double left = make_pca(components, 1)->squared_error(data, 64) / 64.0;
    BOOST_TEST(left == components.variances[1], boost::test_tools::tolerance(1e-4));
    double sum = 0.0;
    for (const float error : errors_of(*make_pca(components, 1), data)) {
        sum += static_cast<double>(error);
    }
    BOOST_TEST(4.0 * sum / 64.0 == components.variances[1], boost::test_tools::tolerance(1e-4));
}

LHITS_TEST(latent_coordinates_are_normalised, 1) {
    const auto data = plane();
    const auto reduction = make_pca(principal_components(data, 4, 4), 2);
    std::vector<float> z(128);
    reduction->encode(data, 64, z);
    reduction->normalise_latent(z);
    reduction->encode(data, 64, z);
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
    BOOST_TEST(reduction->squared_error(data, 64) < 1e-9);
}

LHITS_TEST(identity_gives_the_state_back, 1) {
    const auto data = plane();
    const auto reduction = make_identity(4);
    std::vector<float> z(data.size());
    reduction->encode(data, 64, z);
    BOOST_TEST(z == data, boost::test_tools::per_element());
    reduction->normalise_latent(z);
    BOOST_TEST(reduction->squared_error(data, 64) < 1e-9);
    BOOST_TEST(errors_of(*reduction, data) == std::vector<float>(64),
               boost::test_tools::per_element());
}
