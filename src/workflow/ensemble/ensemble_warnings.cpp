#include "ensemble_warnings.hpp"

#include <fmt/format.h>

#include "lhits/base/log.hpp"
#include "lhits/io/ensemble_file.hpp"

namespace lhits {

void warn_of_ensemble(const Trust& trust, double quantile, const std::string& name,
                      const Record& result) {
    const auto last = [&](EnsembleData dataset) {
        return static_cast<double>(result.floats(name_of(dataset)).back());
    };
    const auto check = [&](EnsembleData dataset, const Extent& extent, const char* what) {
        const double value = last(dataset);
        if (value <= extent.limit(quantile)) return;
        log::warning(fmt::format(
            "{}: it is outside the training data: its {} is {:.3g}, that of known trajectories at "
            "most {:.3g}",
            name, what, value, extent.limit(quantile)));
    };
    check(EnsembleData::initial_distance, trust.domain.distance(), "distance in latent space");
    check(EnsembleData::initial_error, trust.domain.reconstruction(), "reconstruction error");
    const double left = last(EnsembleData::left);
    if (left > 1.0 - quantile) {
        log::warning(fmt::format("{}: {:.3g} % of the members leave the training data on the way",
                                 name, 100.0 * left));
    }
}

}  // namespace lhits
