#include "lhits/nn/principal_components.hpp"

#include <algorithm>
#include <cmath>

#include "lhits/base/random.hpp"
#include "lhits_test.hpp"

using namespace lhits;

namespace {

using Matrix = std::vector<std::vector<double>>;

/// Eigenvalues of a symmetric matrix by Jacobi rotations, falling: the dense reference.
std::vector<double> jacobi_eigenvalues(Matrix a) {
    const std::size_t n = a.size();
    for (int sweep = 0; sweep < 60; ++sweep) {
        for (std::size_t p = 0; p < n; ++p) {
            for (std::size_t q = p + 1; q < n; ++q) {
                if (std::abs(a[p][q]) < 1e-300) continue;
                const double angle = 0.5 * std::atan2(2.0 * a[p][q], a[q][q] - a[p][p]);
                const double c = std::cos(angle);
                const double s = std::sin(angle);
                for (std::size_t k = 0; k < n; ++k) {
                    const double x = a[k][p];
                    const double y = a[k][q];
                    a[k][p] = c * x - s * y;
                    a[k][q] = s * x + c * y;
                }
                for (std::size_t k = 0; k < n; ++k) {
                    const double x = a[p][k];
                    const double y = a[q][k];
                    a[p][k] = c * x - s * y;
                    a[q][k] = s * x + c * y;
                }
            }
        }
    }
    std::vector<double> values;
    for (std::size_t i = 0; i < n; ++i) values.push_back(a[i][i]);
    std::sort(values.rbegin(), values.rend());
    return values;
}

}  // namespace

// Four samples in six dimensions, once as they are and once many times over.
LHITS_TEST(pca_of_fewer_samples_than_dimensions, 1) {
    constexpr std::size_t n = 6, rows = 4;
    const RandomStream stream(3, Purpose::batch, 0);
    std::vector<float> few(rows * n);
    for (std::size_t i = 0; i < few.size(); ++i) few[i] = static_cast<float>(stream.uniform(i));
    auto many = few;
    while (many.size() < 16 * few.size()) many.insert(many.end(), few.begin(), few.end());
    const auto found = principal_components(few, n, 5);
    const auto expected = principal_components(many, n, 5);
    for (std::size_t k = 0; k < n; ++k)
        BOOST_TEST(std::abs(found.variances[k] - expected.variances[k]) < 1e-7);
    BOOST_TEST_REQUIRE(found.components.size() == 5 * n);
    for (std::size_t i = 0; i < 3 * n; ++i)
        BOOST_TEST(std::abs(found.components[i] - expected.components[i]) < 1e-5F);
    for (std::size_t i = 3 * n; i < 5 * n; ++i) BOOST_TEST(found.components[i] == 0.0F);
}

LHITS_TEST(pca_equals_a_dense_reference, 1) {
    constexpr std::size_t n = 6;
    constexpr std::size_t rows = 5000;
    const RandomStream stream(2, Purpose::batch, 0);
    std::vector<float> data(rows * n);
    for (std::size_t r = 0; r < rows; ++r) {
        const double shared = stream.uniform(r * 100 + 50);
        for (std::size_t j = 0; j < n; ++j) {
            const auto spread = static_cast<double>(j + 1);
            data[r * n + j] =
                static_cast<float>(3.0 + shared * spread + spread * stream.uniform(r * 100 + j));
        }
    }
    std::vector<double> mean(n, 0.0);
    for (std::size_t i = 0; i < data.size(); ++i)
        mean[i % n] += static_cast<double>(data[i]) / rows;
    Matrix covariance(n, std::vector<double>(n, 0.0));
    for (std::size_t r = 0; r < rows; ++r) {
        for (std::size_t i = 0; i < n; ++i) {
            for (std::size_t j = 0; j < n; ++j) {
                covariance[i][j] += (static_cast<double>(data[r * n + i]) - mean[i]) *
                                    (static_cast<double>(data[r * n + j]) - mean[j]) / rows;
            }
        }
    }
    const auto found = principal_components(data, n, n);
    const auto expected = jacobi_eigenvalues(covariance);
    for (std::size_t k = 0; k < n; ++k) {
        BOOST_TEST(std::abs(found.variances[k] / expected[k] - 1.0) < 1e-9);
        BOOST_TEST(std::abs(static_cast<double>(found.mean[k]) - mean[k]) < 1e-5);
        // An eigenvector: C v = lambda v, of length one.
        double length = 0.0;
        for (std::size_t i = 0; i < n; ++i) {
            double image = 0.0;
            for (std::size_t j = 0; j < n; ++j) {
                image += covariance[i][j] * static_cast<double>(found.components[k * n + j]);
            }
            const auto v = static_cast<double>(found.components[k * n + i]);
            BOOST_TEST(std::abs(image - expected[k] * v) < 1e-5 * expected[0]);
            length += v * v;
        }
        BOOST_TEST(std::abs(length - 1.0) < 1e-6);
    }
}
