#include "principal_components_part.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <span>

#include "lhits/base/error.hpp"
#include "lhits/io/mapped_trajectories.hpp"
#include "lhits/parallel/together.hpp"

namespace lhits {
namespace {

/// As many as the largest latent dimension has; none where nothing is reduced.
std::size_t components_needed(const Run& run) {
    std::int64_t most = 0;
    for (const auto& plan : surrogate_plans(run)) {
        if (plan.name != full_space) most = std::max(most, plan.latent);
    }
    return std::min(static_cast<std::size_t>(most), run.system->state_size());
}

/// The training trajectories of a rank, in shards that depend on their number only.
class OwnTrajectories {
public:
    /// Collective over `team`.
    OwnTrajectories(const Run& run, const Communicator& team)
        : n_(run.system->state_size()), count_(static_cast<int>(trajectories(run, Split::train))) {
        const auto own = share_of(shards(), team.rank(), team.size());
        first_ = own.begin;
        together(team, [&] {
            train_.emplace(run.directory.trajectories(), Split::train);
            for (int shard = own.begin; shard < own.end; ++shard) {
                const auto range = share_of(count_, shard, shards());
                own_.push_back(train_->trajectories(range.begin, range.count()));
            }
        });
    }

    SampleShards samples() const {
        return {shards(), n_, [this](int shard) -> std::span<const float> {
                    return own_[static_cast<std::size_t>(shard - first_)];
                }};
    }

private:
    /// More would cost memory: each holds a sum of its own.
    int shards() const { return std::min(count_, 64); }

    std::size_t n_;
    int count_;
    int first_ = 0;
    std::optional<MappedTrajectories> train_;
    std::vector<std::span<const float>> own_;
};

}  // namespace

Record principal_components_part(const Run& run, const Communicator& team) {
    const OwnTrajectories train(run, team);
    const auto n = run.system->state_size();
    const auto wanted = components_needed(run);
    PrincipalComponents fitted;
    together(team, [&] { fitted = principal_components(team, train.samples(), wanted); });
    Record record;
    if (team.rank() > 0) return record;
    record.numbers["variance"] = fitted.total_variance / static_cast<double>(n);
    record.put("mean", std::move(fitted.mean));
    record.put("components", std::move(fitted.components), {wanted, n});
    record.put("variances", std::move(fitted.variances));
    return record;
}

PrincipalComponentsPart read_principal_components(const Record& record, const Run& run) {
    const auto n = run.system->state_size();
    const double variance = record.number("variance");
    PrincipalComponentsPart part{{record.floats("mean"), record.floats("components"),
                                  record.doubles("variances"), variance * static_cast<double>(n)},
                                 variance};
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
