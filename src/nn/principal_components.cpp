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
        const double tolerance = 1e-12 * covariance.trace() + std::numeric_limits<double>::min();
        found = largest_eigenpairs(product, n, wanted, tolerance);
    });
    return found;
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
    for (std::size_t k = 0; k < wanted; ++k) {
        result.variances.push_back(std::max(found.values[k], 0.0));
        append_component(std::span(found.vectors).subspan(k * samples.n, samples.n),
                         result.components);
    }
    return result;
}

PrincipalComponents principal_components(std::span<const float> data, std::size_t n,
                                         std::size_t wanted) {
    return principal_components(Communicator::self(), {1, n, [&](int) { return data; }}, wanted);
}

}  // namespace lhits
