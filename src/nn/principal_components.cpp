#include "lhits/nn/principal_components.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "covariance.hpp"
#include "lhits/parallel/communicator.hpp"

namespace lhits {
namespace {

/// Up to here forming the covariance is cheaper than iterating with it.
constexpr std::size_t small_state = 256;

/// Of the residuals of iterations, as a part of all variance.
constexpr double iteration_tolerance = 1e-12;

Eigenpairs leading(const Communicator& team, const Covariance& covariance, std::size_t n,
                   std::size_t wanted) {
    Eigenpairs found;
    if (wanted == 0) return found;
    if (n <= small_state) {
        const auto matrix = covariance.matrix();
        if (team.rank() == 0) found = largest_eigenpairs(matrix, n, wanted);
        return found;
    }
    covariance.while_multiplying([&](const SymmetricProduct& product) {
        // More than nothing, for samples that are all the same.
        const double tolerance =
            iteration_tolerance * covariance.trace() + std::numeric_limits<double>::min();
        found = largest_eigenpairs(product, n, wanted, tolerance);
    });
    return found;
}

/// What the eigenvalues are off by, as a part of all variance.
double unresolved(std::size_t n) { return n <= small_state ? 1e-14 : iteration_tolerance; }

/// The variance along a direction that rounding of the samples to 32 bits makes of nothing, at
/// most: that of independent errors, of so many rows (the largest eigenvalue of their covariance:
/// Marchenko and Pastur, Math. USSR Sbornik 1 (1967) 457).
double rounding_variance(const Covariance& covariance, const std::vector<double>& offsets,
                         std::span<const double> direction) {
    const double n = static_cast<double>(direction.size());
    const double spread = 1.0 + std::sqrt(n / covariance.rows());
    double sum = 0.0;
    for (std::size_t j = 0; j < direction.size(); ++j) {
        const double offset = offsets.empty() ? 0.0 : offsets[j];
        const double square =
            covariance.mean_squares()[j] + offset * (2.0 * covariance.mean()[j] + offset);
        sum += direction[j] * direction[j] * square;
    }
    constexpr double epsilon = std::numeric_limits<float>::epsilon();
    return epsilon * epsilon * sum * spread * spread;
}

/// As floats, with the largest entry positive.
void append_component(std::span<const double> vector, std::vector<float>& components) {
    const double largest = *std::max_element(
        vector.begin(), vector.end(), [](double a, double b) { return std::abs(a) < std::abs(b); });
    const double sign = largest < 0.0 ? -1.0 : 1.0;
    for (const double entry : vector) components.push_back(static_cast<float>(sign * entry));
}

}  // namespace

PrincipalComponents principal_components(const Communicator& team, const SampleShards& samples,
                                         std::size_t wanted) {
    const Covariance covariance(team, samples);
    const auto found = leading(team, covariance, samples.n, wanted);
    PrincipalComponents result;
    if (team.rank() > 0) return result;
    result.mean.assign(covariance.mean().begin(), covariance.mean().end());
    result.total_variance = covariance.trace();
    result.mean_squares = covariance.mean_squares();
    for (std::size_t k = 0; k < wanted; ++k) {
        const auto vector = std::span(found.vectors).subspan(k * samples.n, samples.n);
        const double variance = std::max(found.values[k], 0.0);
        result.variances.push_back(variance);
        const bool varies = variance > unresolved(samples.n) * result.total_variance &&
                            variance > rounding_variance(covariance, samples.offset, vector);
        if (varies && result.rank == k) ++result.rank;
        append_component(vector, result.components);
    }
    std::fill(result.components.begin() + static_cast<std::ptrdiff_t>(result.rank * samples.n),
              result.components.end(), 0.0F);
    return result;
}

PrincipalComponents principal_components(std::span<const float> data, std::size_t n,
                                         std::size_t wanted) {
    return principal_components(Communicator::self(), {1, n, [&](int) { return data; }}, wanted);
}

}  // namespace lhits
