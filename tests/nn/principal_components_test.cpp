#include "lhits/nn/principal_components.hpp"

#include <algorithm>
#include <cmath>

#include "lhits/base/error.hpp"
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

/// Samples of n numbers with falling variances in `rank` directions, which are cosines, and in no
/// other.
std::vector<float> samples_of_rank(std::size_t rank, std::size_t rows, std::size_t n) {
    const RandomStream stream(5, Purpose::batch, 0);
    std::vector<float> data(rows * n);
    for (std::size_t r = 0; r < rows; ++r) {
        for (std::size_t m = 0; m < rank; ++m) {
            const double amplitude =
                (stream.uniform(r * rank + m) - 0.5) / static_cast<double>(m + 1);
            for (std::size_t j = 0; j < n; ++j) {
                const double x = (static_cast<double>(j) + 0.5) / static_cast<double>(n);
                data[r * n + j] += static_cast<float>(
                    amplitude * std::cos(3.14159265358979 * static_cast<double>(m + 1) * x));
            }
        }
    }
    return data;
}

/// `data` in three shards of unlike length.
SampleShards in_three(std::span<const float> data, std::size_t n) {
    return {3, n, [data, n](int shard) {
                const std::size_t rows = data.size() / n;
                const std::size_t cuts[] = {0, rows / 2, rows / 2 + 1, rows};
                return data.subspan(cuts[shard] * n, (cuts[shard + 1] - cuts[shard]) * n);
            }};
}

}  // namespace

// Four samples in six dimensions, once as they are and once many times over.
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

// Against the eigenvalues of the Gram matrix, (rows, rows), which are the same; the last ones are
// 0.
LHITS_TEST(pca_of_large_states_equals_a_dense_reference, 1) {
    constexpr std::size_t n = 1500, rows = 40, wanted = 45;
    const auto data = samples_of_rank(60, rows, n);
    std::vector<double> mean(n, 0.0);
    for (std::size_t i = 0; i < data.size(); ++i) {
        mean[i % n] += static_cast<double>(data[i]) / rows;
    }
    Matrix gram(rows, std::vector<double>(rows, 0.0));
    double trace = 0.0;
    for (std::size_t r = 0; r < rows; ++r) {
        for (std::size_t s = 0; s < rows; ++s) {
            for (std::size_t j = 0; j < n; ++j) {
                gram[r][s] += (static_cast<double>(data[r * n + j]) - mean[j]) *
                              (static_cast<double>(data[s * n + j]) - mean[j]) / rows;
            }
        }
        trace += gram[r][r];
    }
    auto expected = jacobi_eigenvalues(gram);
    expected.resize(wanted, 0.0);
    const auto found = principal_components(data, n, wanted);
    BOOST_TEST(found.total_variance == trace, boost::test_tools::tolerance(1e-12));
    BOOST_TEST_REQUIRE(found.variances.size() == wanted);
    BOOST_TEST(found.rank == rows - 1);  // of centred samples; components beyond are zeros
    for (std::size_t k = 0; k < wanted; ++k) {
        BOOST_TEST(std::abs(found.variances[k] - expected[k]) < 1e-12 * trace);
        for (std::size_t l = 0; l <= k; ++l) {
            double product = 0.0;
            for (std::size_t j = 0; j < n; ++j) {
                product += static_cast<double>(found.components[k * n + j]) *
                           static_cast<double>(found.components[l * n + j]);
            }
            BOOST_TEST(std::abs(product - (k == l && k < rows - 1 ? 1.0 : 0.0)) < 1e-6);
        }
        const auto component = std::span(found.components).subspan(k * n, n);
        const auto [low, high] = std::minmax_element(component.begin(), component.end());
        BOOST_TEST(*high >= -*low);
    }
}

LHITS_TEST(pca_has_the_same_bits_on_any_ranks, 1, 2, 3, 4) {
    for (const std::size_t n : {std::size_t{20}, std::size_t{700}}) {
        const auto data = samples_of_rank(12, 30, n);
        const auto samples = in_three(data, n);
        const auto alone = principal_components(Communicator::self(), samples, 5);
        const auto shared = principal_components(lhits::test::world(), samples, 5);
        if (lhits::test::world().rank() > 0) {
            BOOST_TEST(shared.components.empty());
            continue;
        }
        BOOST_TEST((shared.mean == alone.mean));
        BOOST_TEST((shared.components == alone.components));
        BOOST_TEST((shared.variances == alone.variances));
        BOOST_TEST(shared.total_variance == alone.total_variance);
        BOOST_TEST(alone.components.size() == 5 * n);
    }
}

LHITS_TEST(pca_knows_the_rank_of_rounded_samples, 1) {
    for (const std::size_t n : {std::size_t{20}, std::size_t{700}}) {
        for (const float mean : {0.0F, 1e5F}) {
            auto data = samples_of_rank(3, 50, n);
            for (auto& value : data) value += mean;
            const auto found = principal_components(data, n, 6);
            BOOST_TEST(found.rank == 3U);
            BOOST_TEST(found.variances[3] > 0.0);
            const auto rounding = std::span(found.components).subspan(3 * n);
            BOOST_TEST(std::count(rounding.begin(), rounding.end(), 0.0F) ==
                       static_cast<std::ptrdiff_t>(rounding.size()));
        }
        // What varies little is not lost beside a field whose rounding is larger.
        auto data = samples_of_rank(1, 50, n);
        for (std::size_t i = 0; i < data.size(); ++i) {
            const double t = static_cast<double>(i / n);
            data[i] = i % 2 == 0 ? 1e5F + 1e4F * data[i] : static_cast<float>(1e-2 * std::cos(t));
        }
        const auto found = principal_components(data, n, 3);
        BOOST_TEST(found.rank == 2U);
    }
}

LHITS_TEST(pca_of_samples_all_alike, 1) {
    for (const std::size_t n : {std::size_t{20}, std::size_t{700}}) {
        const auto found = principal_components(std::vector<float>(10 * n, 3.0F), n, 2);
        BOOST_TEST((found.variances == std::vector<double>{0.0, 0.0}));
        BOOST_TEST(found.mean[n - 1] == 3.0F);
        BOOST_CHECK_THROW(principal_components({}, n, 2), Failure);
    }
}
