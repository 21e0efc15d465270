#include "field_statistics.hpp"

#include <fmt/format.h>

#include <cmath>
#include <numbers>
#include <numeric>

#include "lhits/base/error.hpp"

namespace lhits {
namespace {

/// Bins of u_x and of u_xx each, and how far they reach in root mean squares. On the attractor of
/// Kuramoto-Sivashinsky (L = 22) nothing lies beyond 3.7.
constexpr std::size_t bins = 50;
constexpr double reach = 4.0;

JointHistogram histogram_for(std::span<const float> u, std::size_t points, double spacing) {
    std::vector<float> slope(u.size());
    std::vector<float> curvature(u.size());
    periodic_derivatives(u, points, spacing, slope, curvature);
    return {bins, reach * root_mean_square(slope), reach * root_mean_square(curvature)};
}

}  // namespace

double root_mean_square(std::span<const float> values) {
    double sum = 0.0;
    for (const float value : values) sum += static_cast<double>(value) * static_cast<double>(value);
    return std::sqrt(sum / static_cast<double>(values.size()));
}

FieldMeasure::FieldMeasure(std::span<const float> sample, std::size_t points, double spacing)
    : points_(points),
      spacing_(spacing),
      spectrum_(points),
      histogram_(histogram_for(sample, points, spacing)) {}

StatisticsAxes FieldMeasure::axes() const {
    StatisticsAxes axes{{}, histogram_.slopes(), histogram_.curvatures()};
    const double first = 2.0 * std::numbers::pi / (spacing_ * static_cast<double>(points_));
    for (std::size_t k = 0; k < spectrum_.size(); ++k) {
        axes.wavenumber.push_back(static_cast<double>(k) * first);
    }
    return axes;
}

void FieldMeasure::count(std::span<const float> u, std::span<double> counts) const {
    std::vector<float> slope(u.size());
    std::vector<float> curvature(u.size());
    periodic_derivatives(u, points_, spacing_, slope, curvature);
    histogram_.add(slope, curvature, counts);
}

FieldSums::FieldSums(const FieldMeasure& measure, std::size_t chunks)
    : measure_(&measure),
      spectra_(chunks * measure.spectrum().size(), 0.0),
      counts_(measure.histogram().size(), 0.0) {}

void FieldSums::add(std::span<const float> u, std::size_t chunk) {
    const auto waves = measure_->spectrum().size();
    measure_->spectrum().add(u, std::span(spectra_).subspan(chunk * waves, waves));
    measure_->count(u, counts_);
}

Record FieldSums::record() const {
    Record sums;
    sums.put("spectrum", spectra_);
    sums.put("counts", counts_);
    return sums;
}

void FieldSums::add(const Record& sums, std::size_t chunk) {
    const auto waves = measure_->spectrum().size();
    const auto& spectrum = sums.doubles("spectrum");
    const auto& counts = sums.doubles("counts");
    if (spectrum.size() != waves || counts.size() != counts_.size()) {
        throw InputError(fmt::format("expected {} waves and {} bins, found {} and {}", waves,
                                     counts_.size(), spectrum.size(), counts.size()));
    }
    for (std::size_t k = 0; k < waves; ++k) spectra_[chunk * waves + k] += spectrum[k];
    for (std::size_t i = 0; i < counts.size(); ++i) counts_[i] += counts[i];
}

void FieldSums::collect(const Communicator& ranks) {
    spectra_ = ranks.collect(std::move(spectra_));
    counts_ = ranks.collect(std::move(counts_));
}

FieldSums& FieldSums::operator+=(const FieldSums& other) {
    for (std::size_t i = 0; i < spectra_.size(); ++i) spectra_[i] += other.spectra_[i];
    for (std::size_t i = 0; i < counts_.size(); ++i) counts_[i] += other.counts_[i];
    return *this;
}

std::vector<double> FieldSums::spectrum() const {
    const double rows = pairs() / static_cast<double>(measure_->points());
    std::vector<double> mean(measure_->spectrum().size(), 0.0);
    for (std::size_t i = 0; i < spectra_.size(); ++i) mean[i % mean.size()] += spectra_[i];
    for (auto& value : mean) value /= rows;
    return mean;
}

double FieldSums::outside() const { return counts_.back() / pairs(); }

double FieldSums::pairs() const { return std::accumulate(counts_.begin(), counts_.end(), 0.0); }

}  // namespace lhits
