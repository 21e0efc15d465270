#include "principal_components_part.hpp"

#include <algorithm>
#include <numeric>

namespace lhits {

Record principal_components_part(const Run& run, std::span<const float> train) {
    const auto n = run.system->state_size();
    auto fitted = principal_components(train, n);
    const auto& latent = run.deck.reduction.latent;
    const auto kept = static_cast<std::size_t>(*std::max_element(latent.begin(), latent.end()));
    fitted.components.resize(kept * n);
    Record record;
    record.numbers["variance"] =
        std::accumulate(fitted.variances.begin(), fitted.variances.end(), 0.0) /
        static_cast<double>(n);
    record.put("mean", std::move(fitted.mean));
    record.put("components", std::move(fitted.components), {kept, n});
    record.put("variances", std::move(fitted.variances));
    return record;
}

PrincipalComponentsPart read_principal_components(const Record& record) {
    return {{record.floats("mean"), record.floats("components"), record.doubles("variances")},
            record.number("variance")};
}

}  // namespace lhits
