#include "lhits/hits/training_domain.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "lhits/base/error.hpp"
#include "lhits/hits/farthest_points.hpp"
#include "point_blocks.hpp"

namespace lhits {
namespace {

constexpr float infinity = std::numeric_limits<float>::infinity();

/// Each block of references is used for as many rows as keep what they need in the nearest cache.
void nearest_distances(const PointBlocks& references, std::span<const float> z, std::size_t rows,
                       std::span<float> distances) {
    constexpr std::size_t width = PointBlocks::width;
    constexpr std::size_t together = 32;
    const std::size_t d = references.dimension();
    std::array<float, together * width> lowest;
    for (std::size_t first = 0; first < rows; first += together) {
        const std::size_t count = std::min(together, rows - first);
        lowest.fill(infinity);
        for (std::size_t block = 0; block < references.blocks(); ++block) {
            for (std::size_t r = 0; r < count; ++r) {
                references.lower(block, z.data() + (first + r) * d, lowest.data() + r * width);
            }
        }
        for (std::size_t r = 0; r < count; ++r) {
            const auto own = lowest.begin() + static_cast<std::ptrdiff_t>(r * width);
            distances[first + r] =
                std::sqrt(*std::min_element(own, own + static_cast<std::ptrdiff_t>(width)));
        }
    }
}

/// The largest distance of each trajectory from the references that are for it.
template <class ReferencesFor>
void add_farthest(const LatentTrajectories& data, const ReferencesFor& references_for,
                  std::vector<double>& farthest) {
    const auto times = static_cast<std::size_t>(data.times);
    const auto block = times * static_cast<std::size_t>(data.dimension);
    std::vector<float> distances(times);
    for (std::size_t t = 0; t < static_cast<std::size_t>(data.trajectories); ++t) {
        nearest_distances(references_for(t), data.values.subspan(t * block, block), times,
                          distances);
        farthest.push_back(
            static_cast<double>(*std::max_element(distances.begin(), distances.end())));
    }
}

}  // namespace

Extent::Extent(std::vector<double> of_trajectories) : values_(std::move(of_trajectories)) {
    std::sort(values_.begin(), values_.end());
}

std::size_t Extent::rank_of(double q) const {
    const auto n = static_cast<double>(values_.size());
    // Not beyond the next whole number because of rounding: 0.7 * 10 is 7.
    const double rank = std::ceil((n + 1.0) * q * (1.0 - 1e-12));
    return static_cast<std::size_t>(std::clamp(rank, 1.0, n));
}

double Extent::limit(double q) const { return values_[rank_of(q) - 1]; }

double Extent::level(double q) const {
    return static_cast<double>(rank_of(q)) / static_cast<double>(values_.size() + 1);
}

double Extent::share_below(double value) const {
    const auto below = std::lower_bound(values_.begin(), values_.end(), value) - values_.begin();
    return static_cast<double>(below) / static_cast<double>(values_.size());
}

TrainingDomain::TrainingDomain(const LatentTrajectories& train,
                               const LatentTrajectories& validation, std::vector<double> errors)
    : reconstruction_(std::move(errors)) {
    const auto d = static_cast<std::size_t>(train.dimension);
    const auto chosen = farthest_points(train.values, d, most_references);
    // All references but those of one trajectory; of none where `except` is past the last.
    const auto references = [&](std::size_t except) {
        std::vector<float> points;
        for (const auto row : chosen) {
            if (row / static_cast<std::size_t>(train.times) == except) continue;
            const auto point = train.values.subspan(row * d, d);
            points.insert(points.end(), point.begin(), point.end());
        }
        return points;
    };
    const auto all = static_cast<std::size_t>(train.trajectories);
    references_ = std::make_unique<PointBlocks>(references(all), d);
    std::vector<double> farthest;
    if (train.trajectories > 1) {
        PointBlocks others;
        add_farthest(
            train,
            [&](std::size_t t) -> const PointBlocks& {
                const auto points = references(t);
                others = points.empty() ? *references_ : PointBlocks(points, d);
                return others;
            },
            farthest);
    }
    const auto by_all = [&](std::size_t) -> const PointBlocks& { return *references_; };
    add_farthest(validation, by_all, farthest);
    if (farthest.empty()) add_farthest(train, by_all, farthest);
    distance_ = Extent(std::move(farthest));
}

TrainingDomain::TrainingDomain(const Record& record)
    : distance_(record.doubles("largest_distances")),
      reconstruction_(record.doubles("largest_reconstruction_errors")) {
    const Array& references = record.array("references");
    const auto& points = record.floats("references");
    if (references.shape.size() != 2 || points.empty()) {
        throw InputError(fmt::format("expected references of two dimensions, found {} of {} values",
                                     references.shape.size(), points.size()));
    }
    if (distance_.values().empty() || reconstruction_.values().empty()) {
        throw InputError("expected the extent of at least one trajectory, found none");
    }
    references_ = std::make_unique<PointBlocks>(points, references.shape[1]);
}

TrainingDomain::TrainingDomain(TrainingDomain&&) noexcept = default;
TrainingDomain& TrainingDomain::operator=(TrainingDomain&&) noexcept = default;
TrainingDomain::~TrainingDomain() = default;

Record TrainingDomain::record() const {
    const auto points = references_->points();
    Record record;
    record.put("references", std::vector<float>(points.begin(), points.end()),
               {references(), dimension()});
    record.put("largest_distances", distance_.values());
    record.put("largest_reconstruction_errors", reconstruction_.values());
    return record;
}

std::size_t TrainingDomain::dimension() const { return references_->dimension(); }

std::size_t TrainingDomain::references() const { return references_->count(); }

void TrainingDomain::distances(std::span<const float> z, std::size_t rows,
                               std::span<float> distances) const {
    nearest_distances(*references_, z, rows, distances);
}

}  // namespace lhits
