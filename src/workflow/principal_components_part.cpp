#include "principal_components_part.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "lhits/base/error.hpp"

namespace lhits {
namespace {

/// As many as the largest latent dimension has.
std::size_t components_needed(const Run& run) {
    const auto& latent = run.deck.reduction.latent;
    return static_cast<std::size_t>(*std::max_element(latent.begin(), latent.end()));
}

}  // namespace

Record principal_components_part(const Run& run, std::span<const float> train) {
    const auto n = run.system->state_size();
    const auto kept = components_needed(run);
    auto fitted = principal_components(train, n, kept);
    Record record;
    record.numbers["variance"] =
        std::accumulate(fitted.variances.begin(), fitted.variances.end(), 0.0) /
        static_cast<double>(n);
    record.put("mean", std::move(fitted.mean));
    record.put("components", std::move(fitted.components), {kept, n});
    record.put("variances", std::move(fitted.variances));
    return record;
}

PrincipalComponentsPart read_principal_components(const Record& record, const Run& run) {
    PrincipalComponentsPart part{
        {record.floats("mean"), record.floats("components"), record.doubles("variances")},
        record.number("variance")};
    const auto n = run.system->state_size();
    if (part.components.mean.size() != n ||
        part.components.components.size() != components_needed(run) * n) {
        throw InputError(
            fmt::format("expected a mean of {} values and {} components, found {} and {} values", n,
                        components_needed(run), part.components.mean.size(),
                        part.components.components.size()));
    }
    return part;
}

}  // namespace lhits
