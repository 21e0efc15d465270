#include "ensemble_warnings.hpp"

#include <fmt/format.h>

#include <cmath>

namespace lhits {

std::string ensemble_warnings(const Trust& trust, double quantile, const std::string& name,
                              const Record& result) {
    std::string lines;
    const auto last = [&](const char* quantity) {
        return std::visit([](const auto& values) { return static_cast<double>(values.back()); },
                          result.reals(quantity));
    };
    const auto check = [&](const char* quantity, const Extent& extent, const char* what) {
        const double value = last(quantity);
        if (value <= extent.limit(quantile)) return;
        if (std::isinf(value)) {
            lines += fmt::format("{}: its parameters lie outside the trained range\n", name);
            return;
        }
        lines += fmt::format(
            "{}: it is outside the training data: its {} is {:.3g}, that of known trajectories at "
            "most {:.3g}\n",
            name, what, value, extent.limit(quantile));
    };
    check("initial_distance", trust.domain.distance(), "distance in latent space");
    check("initial_error", trust.domain.reconstruction(), "reconstruction error");
    const double left = last("left");
    if (left > 1.0 - quantile) {
        lines += fmt::format("{}: {:.3g} % of the members leave the training data on the way\n",
                             name, 100.0 * left);
    }
    return lines;
}

}  // namespace lhits
