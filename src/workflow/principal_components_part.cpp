#include "principal_components_part.hpp"

#include <fmt/format.h>

#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <list>
#include <span>

#include "lhits/base/error.hpp"
#include "lhits/base/size_limits.hpp"
#include "lhits/hits/reduction.hpp"
#include "lhits/parallel/agree_on_errors.hpp"

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
    OwnTrajectories(const TrajectoryReader& data, const Communicator& team)
        : n_(data.state_size()), count_(static_cast<int>(data.header().train)) {
        const auto own = share_of(shards(), team.rank(), team.size());
        first_ = own.begin;
        agree_on_errors(team, [&] {
            for (int shard = own.begin; shard < own.end; ++shard) {
                const auto range = share_of(count_, shard, shards());
                own_.push_back(data.trajectories(Split::train, range.begin, range.count(),
                                                 copies_.emplace_back()));
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
    std::list<std::vector<float>> copies_;  // where nothing is mapped
    std::vector<std::span<const float>> own_;
};

/// Root mean square of each field.
std::vector<double> sizes_of_fields(const Run& run, const std::vector<double>& mean_squares) {
    const auto layout = run.system->layout();
    std::vector<double> sums(layout.components.size(), 0.0);
    std::vector<double> counts(layout.components.size(), 0.0);
    for (std::size_t i = 0; i < mean_squares.size(); ++i) {
        const auto field = static_cast<std::size_t>(layout.component[i]);
        sums[field] += mean_squares[i];
        counts[field] += 1.0;
    }
    for (std::size_t f = 0; f < sums.size(); ++f) {
        sums[f] = std::sqrt(sums[f] / std::max(counts[f], 1.0));
    }
    return sums;
}

/// Those whose latent coordinates are more than the data have components.
std::vector<std::int64_t> beyond(const Run& run, std::size_t rank) {
    std::vector<std::int64_t> found;
    for (const auto& plan : surrogate_plans(run)) {
        if (plan.name != full_space && plan.latent > static_cast<std::int64_t>(rank)) {
            found.push_back(plan.latent);
        }
    }
    return found;
}

/// Of the largest field: squares and differences of smaller and larger numbers are no floats.
void require_sizes(const Run& run, const std::vector<double>& sizes) {
    const auto largest = std::max_element(sizes.begin(), sizes.end());
    if (*largest == 0.0 || is_of_usable_size(*largest)) return;
    throw InputError(fmt::format(
        "{}: expected states of a size between {:g} and {:g}, found {} of {:.3g} (root mean "
        "square): "
        "32-bit numbers have no room for its differences; {}",
        run.directory.trajectories(), least_size, largest_size,
        run.system->layout().components[static_cast<std::size_t>(largest - sizes.begin())].name,
        *largest,
        run.system->can_integrate() ? "choose other units for the system"
                                    : "import the data again with 'lhits import --scale'"));
}

/// Whether networks that read numbers as they are can be expected to learn them.
bool is_near_one(double size) { return size >= 0.1 && size <= 10.0; }

}  // namespace

std::string warning_of_rank(const Run& run, const Record& part) {
    if (!part.integers.contains("rank")) return {};  // of an earlier lhits
    const auto rank = part.integer("rank");
    const auto more = beyond(run, static_cast<std::size_t>(rank));
    if (more.empty()) return {};
    const auto& kind = run.deck.reduction.kind;
    return fmt::format(
        "reduce: the training data have the rank {}, and reduction.latent asks for {} coordinates: "
        "principal components beyond the rank are rounding, and left out of {}",
        rank, fmt::join(more, ", "),
        kind == "pca"            ? "the reduction, whose further coordinates stay 0"
        : kind == "pca-residual" ? "the reduction and of the PCA beside it"
                                 : "the PCA beside the reduction (pca_mse_test)");
}

std::string warning_of_scale(const Run& run, const TrajectoryReader& data) {
    const auto& keys = run.deck.reduction;
    if (!is_autoencoder(keys.kind) || keys.scaler != "none") return {};
    std::vector<float> room;
    const auto u = data.trajectories(Split::train, 0, 1, room);
    const auto n = run.system->state_size();
    std::vector<double> mean_squares(n, 0.0);
    for (std::size_t i = 0; i < u.size(); ++i) {
        mean_squares[i % n] += static_cast<double>(u[i]) * static_cast<double>(u[i]) /
                               static_cast<double>(u.size() / n);
    }
    const auto sizes = sizes_of_fields(run, mean_squares);
    const auto layout = run.system->layout();
    std::vector<std::string> far;
    for (std::size_t f = 0; f < sizes.size(); ++f) {
        if (sizes[f] == 0.0 || is_near_one(sizes[f])) continue;
        far.push_back(fmt::format("{} of {:.3g}", layout.components[f].name, sizes[f]));
    }
    if (far.empty()) return {};
    return fmt::format(
        "reduce: reduction.scaler = \"none\" leaves the data as they are, and networks learn "
        "numbers "
        "near 1 best: found {} (root mean square); set reduction.scaler = \"standard\"",
        fmt::join(far, ", "));
}

Record principal_components_part(const Run& run, const TrajectoryReader& data,
                                 const Communicator& team) {
    const OwnTrajectories train(data, team);
    const auto n = run.system->state_size();
    const auto wanted = components_needed(run);
    PrincipalComponents fitted;
    agree_on_errors(team, [&] { fitted = principal_components(team, train.samples(), wanted); });
    Record record;
    agree_on_errors(team, [&] {
        if (team.rank() > 0) return;
        require_sizes(run, sizes_of_fields(run, fitted.mean_squares));
    });
    if (team.rank() > 0) return record;
    record.numbers["variance"] = fitted.total_variance / static_cast<double>(n);
    record.integers["rank"] = static_cast<std::int64_t>(fitted.rank);
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
