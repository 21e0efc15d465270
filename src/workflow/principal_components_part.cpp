#include "principal_components_part.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "lhits/base/error.hpp"

namespace lhits {
namespace {

/// As many as the largest latent dimension has; none where nothing is reduced.
std::size_t components_needed(const Run& run) {
    std::int64_t most = 0;
    for (const auto& plan : surrogate_plans(run)) {
        if (plan.name != full_space) most = std::max(most, plan.latent);
    }
    return static_cast<std::size_t>(most);
}

/// Mean and variance of each element of the rows of `data`; no components.
PrincipalComponents moments(std::span<const float> data, std::size_t n) {
    PrincipalComponents made{{}, {}, std::vector<double>(n, 0.0)};
    const auto rows = static_cast<double>(data.size() / n);
    std::vector<double> mean(n, 0.0);
    for (std::size_t i = 0; i < data.size(); ++i) mean[i % n] += static_cast<double>(data[i]);
    for (auto& value : mean) value /= rows;
    for (std::size_t i = 0; i < data.size(); ++i) {
        const double off = static_cast<double>(data[i]) - mean[i % n];
        made.variances[i % n] += off * off / rows;
    }
    made.mean.assign(mean.begin(), mean.end());
    return made;
}

}  // namespace

Record principal_components_part(const Run& run, std::span<const float> train) {
    const auto n = run.system->state_size();
    const auto kept = components_needed(run);
    auto fitted = kept > 0 ? principal_components(train, n) : moments(train, n);
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
