#include "lhits/hits/manifold_dimension.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "lhits/base/error.hpp"
#include "lhits/nn/principal_components.hpp"

namespace lhits {

AutoencoderNetwork rank_minimising_autoencoder(int state_size,
                                               const std::vector<std::int64_t>& hidden, int width,
                                               std::int64_t linear, Activation activation) {
    auto network = AutoencoderNetwork::with_hidden(state_size, hidden, width, activation);
    for (std::int64_t layer = 0; layer < linear; ++layer) {
        network.encoder.widths.push_back(width);
        network.encoder.activations.push_back(Activation::linear);
    }
    return network;
}

ManifoldDimension ManifoldDimension::of(std::vector<double> values) {
    ManifoldDimension result;
    result.singular_values = std::move(values);
    const auto& all = result.singular_values;
    const double floor = unresolved * all.front();
    if (!(floor > 0.0)) return result;  // all the same
    for (std::size_t k = 0; k + 1 < all.size(); ++k) {
        result.gap = std::max(result.gap, std::max(all[k], floor) / std::max(all[k + 1], floor));
        if (result.gap < least_gap) continue;
        result.dimension = static_cast<std::int64_t>(k) + 1;
        break;
    }
    return result;
}

ManifoldDimension ManifoldDimension::of_codes(std::span<const float> z, std::size_t width) {
    return of(principal_components(z, width, width).variances);
}

Record ManifoldDimension::record() const {
    Record record;
    record.integers["dimension"] = dimension;
    record.numbers["gap"] = gap;
    record.numbers["unexplained"] = unexplained;
    record.put("singular_values", singular_values);
    record.arrays["singular_values"].long_name =
        "singular values of the covariance of the latent coordinates of a rank-minimising "
        "autoencoder";
    return record;
}

std::string ManifoldDimension::text() const {
    if (dimension == 0) {
        return fmt::format(
            "the singular values of the rank-minimising autoencoder have no gap (the largest is a "
            "factor of {:.2g}, {:g} would be one): no estimate of the dimension",
            gap, least_gap);
    }
    return fmt::format(
        "the data have {} dimension{}, by the rank-minimising autoencoder: its singular values "
        "fall by a factor of {:.2g} there, and it leaves {:.2g} of the variance",
        dimension, dimension == 1 ? "" : "s", gap, unexplained);
}

ManifoldDimension read_manifold_dimension(const Record& record) {
    const auto& values = record.doubles("singular_values");
    const bool fall = std::is_sorted(values.rbegin(), values.rend());
    const bool finite = std::all_of(values.begin(), values.end(), [](double value) {
        return std::isfinite(value) && value >= 0.0;
    });
    if (values.size() < 2 || !fall || !finite) {
        throw InputError(fmt::format(
            "expected two or more finite singular values that fall, found {}{}", values.size(),
            !finite ? ", some not finite"
            : fall  ? ""
                    : ", some of which rise"));
    }
    auto result = ManifoldDimension::of(values);
    result.unexplained = record.number("unexplained");
    return result;
}

}  // namespace lhits
