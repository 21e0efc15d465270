#include "lhits/hits/ensemble_statistics.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

#include "lhits/base/error.hpp"
#include "lhits/parallel/communicator.hpp"

namespace lhits {
namespace {

constexpr float farthest = 512.0F;  // scales
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// The counts that are not 0, for most are: in each word how many places after the one before, and
/// the count.
std::vector<std::int64_t> sparse(const std::vector<std::uint32_t>& counts) {
    constexpr std::size_t farthest_step = std::numeric_limits<std::int32_t>::max();
    std::vector<std::int64_t> words;
    words.reserve(counts.size() / farthest_step + counts.size() -
                  static_cast<std::size_t>(std::count(counts.begin(), counts.end(), 0U)));
    std::size_t before = 0;
    const auto put = [&](std::size_t place, std::uint32_t count) {
        words.push_back(static_cast<std::int64_t>((place - before) << 32U | count));
        before = place;
    };
    for (std::size_t place = 0; place < counts.size(); ++place) {
        if (counts[place] > 0 || place - before == farthest_step) put(place, counts[place]);
    }
    return words;
}

/// False where they are not counts of so many places.
bool add_sparse(const std::vector<std::int64_t>& words, std::vector<std::uint32_t>& counts) {
    std::size_t place = 0;
    for (const auto word : words) {
        const auto bits = static_cast<std::uint64_t>(word);
        place += bits >> 32U;
        if (place >= counts.size()) return false;
        counts[place] += static_cast<std::uint32_t>(bits);
    }
    return true;
}

}  // namespace

void EnsembleReference::set_scale(std::span<const std::int32_t> component) {
    std::map<std::int32_t, float> largest;
    for (std::size_t i = 0; i < control.size(); ++i) {
        auto& own = largest[component[i % points]];
        if (std::isfinite(control[i])) own = std::max(own, std::abs(control[i]));
    }
    float overall = 0.0F;
    for (const auto& [number, size] : largest) overall = std::max(overall, size);
    if (overall == 0.0F) overall = 0.5F;
    scale.resize(points);
    for (std::size_t p = 0; p < points; ++p) {
        const float own = largest.at(component[p]);
        int exponent = 0;
        std::frexp(own > 0.0F ? own : overall, &exponent);
        scale[p] = std::ldexp(1.0F, std::max(exponent, -100));
    }
}

EnsembleStatistics::EnsembleStatistics(const EnsembleReference& reference)
    : reference_(reference),
      counts_(reference.times, 0),
      pairs_(reference.times, 0),
      sums_((has_truth() ? sums_each : std::size_t{error}) * cells() +
            norms_each * reference.times),
      above_(reference.thresholds.size() * cells(), 0),
      below_(has_truth() ? cells() : 0, 0),
      ties_(below_.size(), 0),
      extremes_(2 * cells(), std::numeric_limits<float>::infinity()),
      histograms_(reference.has_histograms() ? cells() * DeviationHistogram::bins : 0, 0),
      quantiles_(reference.at_once ? reference.levels.size() * cells() : 0,
                 std::numeric_limits<float>::quiet_NaN()) {
    double squares = 0.0;
    for (const float scale : reference.scale) {
        squares += static_cast<double>(scale) * static_cast<double>(scale);
    }
    norm_scale_ = std::sqrt(squares);
    largest_scale_ = *std::max_element(reference.scale.begin(), reference.scale.end());
}

std::size_t EnsembleStatistics::bytes(const EnsembleReference& reference) {
    const std::size_t cells = reference.times * reference.points;
    const bool truth = !reference.truth.empty();
    const std::size_t sums = 2 * (truth ? sums_each : std::size_t{error});
    const std::size_t words = sums + reference.thresholds.size() + (truth ? 2 : 0);
    return cells * (words * sizeof(std::int64_t) + 2 * sizeof(float) +
                    (reference.has_histograms() ? DeviationHistogram::bins * sizeof(std::uint32_t)
                                                : reference.levels.size() * sizeof(float)));
}

std::span<std::int64_t> EnsembleStatistics::words() {
    static_assert(sizeof(ExactSum) == 2 * sizeof(std::int64_t));
    return {reinterpret_cast<std::int64_t*>(sums_.data()), 2 * sums_.size()};
}

bool EnsembleStatistics::accepts(std::size_t time, std::span<const float> x) const {
    const float* control = reference_.control.data() + time * reference_.points;
    const float* scale = reference_.scale.data();
    unsigned outside = 0;  // no early end: it vectorises; what is no number is not below
#pragma omp simd reduction(| : outside)
    for (std::size_t p = 0; p < x.size(); ++p) {
        outside |= std::abs(x[p] - control[p]) < farthest * scale[p] ? 0U : 1U;
    }
    return outside == 0;
}

void EnsembleStatistics::add(std::size_t time, std::span<const float> x) {
    const std::size_t rows = x.size() / reference_.points;
    if (rows == 0) return;
    counts_[time] += static_cast<std::int64_t>(rows);
    add_sums(time, x, rows);
    add_counts(time, x, rows);
    if (reference_.at_once) sort(time, x, rows);
    if (has_truth()) add_errors(time, x, rows);
}

void EnsembleStatistics::add_sums(std::size_t time, std::span<const float> x, std::size_t rows) {
    const std::size_t points = reference_.points;
    const std::size_t first = time * points;
    const float* control = reference_.control.data() + first;
    work_.assign(2 * points, 0.0);
    double* deviations = work_.data();
    double* squares = deviations + points;
    float* least = extremes_.data() + first;
    float* largest = least + cells();
    for (std::size_t row = 0; row < rows; ++row) {
        const float* values = x.data() + row * points;
#pragma omp simd
        for (std::size_t p = 0; p < points; ++p) {
            const double d = static_cast<double>(values[p]) - static_cast<double>(control[p]);
            deviations[p] += d;
            squares[p] += d * d;
            least[p] = std::min(least[p], values[p]);
            largest[p] = std::min(largest[p], -values[p]);
        }
    }
    for (std::size_t p = 0; p < points; ++p) {
        const double scale = static_cast<double>(reference_.scale[p]);
        sums_[place(deviation, first + p)].add(deviations[p] / scale);
        sums_[place(square, first + p)].add(squares[p] / (scale * scale));
    }
}

void EnsembleStatistics::add_counts(std::size_t time, std::span<const float> x, std::size_t rows) {
    const std::size_t points = reference_.points;
    const std::size_t first = time * points;
    for (std::size_t k = 0; k < reference_.thresholds.size(); ++k) {
        std::int64_t* above = above_.data() + k * cells() + first;
        const float threshold = reference_.thresholds[k];
        for (std::size_t row = 0; row < rows; ++row) {
            const float* values = x.data() + row * points;
            for (std::size_t p = 0; p < points; ++p) above[p] += values[p] > threshold ? 1 : 0;
        }
    }
    if (!reference_.has_histograms()) return;
    // The bins are found along the points and counted along the members: a histogram at a time.
    const float* control = reference_.control.data() + first;
    std::vector<float> unit;  // exact: scales are powers of two
    for (const float scale : reference_.scale) unit.push_back(1.0F / scale);
    places_.resize(x.size());
    for (std::size_t row = 0; row < rows; ++row) {
        const float* values = x.data() + row * points;
        std::uint16_t* place = places_.data() + row * points;
#pragma omp simd
        for (std::size_t p = 0; p < points; ++p) {
            place[p] = DeviationHistogram::bin((values[p] - control[p]) * unit[p]);
        }
    }
    for (std::size_t p = 0; p < points; ++p) {
        std::uint32_t* histogram = histograms_.data() + (first + p) * DeviationHistogram::bins;
        for (std::size_t row = 0; row < rows; ++row) ++histogram[places_[row * points + p]];
    }
}

void EnsembleStatistics::sort(std::size_t time, std::span<const float> x, std::size_t rows) {
    const std::size_t points = reference_.points;
    std::vector<float> values(rows);
    for (std::size_t p = 0; p < points && !reference_.levels.empty(); ++p) {
        for (std::size_t row = 0; row < rows; ++row) values[row] = x[row * points + p];
        std::sort(values.begin(), values.end());
        for (std::size_t l = 0; l < reference_.levels.size(); ++l) {
            const double rank = reference_.levels[l] * static_cast<double>(rows - 1);
            const auto below = static_cast<std::size_t>(rank);
            const auto above = std::min(below + 1, rows - 1);
            const auto part = static_cast<float>(rank - static_cast<double>(below));
            quantiles_[l * cells() + time * points + p] =
                values[below] + part * (values[above] - values[below]);
        }
    }
}

void EnsembleStatistics::add_errors(std::size_t time, std::span<const float> x, std::size_t rows) {
    const std::size_t points = reference_.points;
    const std::size_t first = time * points;
    const float* truth = reference_.truth.data() + first;
    work_.assign(points, 0.0);
    std::int64_t* below = below_.data() + first;
    std::int64_t* ties = ties_.data() + first;
    double norm = 0.0;
    for (std::size_t row = 0; row < rows; ++row) {
        const float* values = x.data() + row * points;
        double squares = 0.0;
#pragma omp simd reduction(+ : squares)
        for (std::size_t p = 0; p < points; ++p) {
            const double error = static_cast<double>(values[p]) - static_cast<double>(truth[p]);
            work_[p] += std::abs(error);
            squares += error * error;
            below[p] += values[p] < truth[p] ? 1 : 0;
            ties[p] += values[p] == truth[p] ? 1 : 0;
        }
        norm += std::sqrt(squares);
    }
    distances_.measure(x, points, reference_.group, largest_scale_);
    for (std::size_t p = 0; p < points; ++p) {
        const double scale = static_cast<double>(reference_.scale[p]);
        sums_[place(error, first + p)].add(work_[p] / scale);
        sums_[place(pair, first + p)].add(distances_.absolute()[p] / scale);
    }
    sums_[place(error_norm, time)].add(norm / norm_scale_);
    sums_[place(pair_norm, time)].add(distances_.euclidean() / norm_scale_);
    pairs_[time] += distances_.pairs();
}

Record EnsembleStatistics::record() {
    Record gathered;
    gathered.put("counts", counts_);
    gathered.put("pairs", pairs_);
    const auto sums = words();
    gathered.put("sums", std::vector<std::int64_t>(sums.begin(), sums.end()));
    gathered.put("above", above_);
    gathered.put("below", below_);
    gathered.put("ties", ties_);
    gathered.put("extremes", extremes_);
    gathered.put("histograms", sparse(histograms_));
    return gathered;
}

void EnsembleStatistics::add(const Record& gathered) {
    const auto& extremes = gathered.floats("extremes");
    const std::pair<const char*, std::span<std::int64_t>> all[] = {
        {"counts", counts_}, {"pairs", pairs_}, {"sums", words()},
        {"above", above_},   {"below", below_}, {"ties", ties_}};
    bool fits = extremes.size() == extremes_.size();
    for (const auto& [name, own] : all) fits = fits && gathered.longs(name).size() == own.size();
    if (!fits || !add_sparse(gathered.longs("histograms"), histograms_)) {
        throw InputError(fmt::format("expected statistics of {} times and {} points, found others",
                                     reference_.times, reference_.points));
    }
    for (const auto& [name, own] : all) {
        const auto& values = gathered.longs(name);
        for (std::size_t i = 0; i < own.size(); ++i) own[i] += values[i];
    }
    for (std::size_t i = 0; i < extremes.size(); ++i) {
        extremes_[i] = std::min(extremes_[i], extremes[i]);
    }
}

void EnsembleStatistics::collect(const Communicator& ranks, int root) {
    for (const auto numbers : {std::span(counts_), std::span(pairs_), words(), std::span(above_),
                               std::span(below_), std::span(ties_)}) {
        ranks.add_up(numbers, root);
    }
    ranks.add_up(std::span(histograms_), root);
    ranks.least(std::span(extremes_), root);
}

template <class Value>
std::vector<float> EnsembleStatistics::each(const Value& value) const {
    std::vector<float> values(cells());
    for (std::size_t cell = 0; cell < values.size(); ++cell) {
        const auto count = counts_[cell / reference_.points];
        values[cell] =
            static_cast<float>(count > 0 ? value(cell, static_cast<double>(count)) : nan);
    }
    return values;
}

std::vector<float> EnsembleStatistics::mean() const {
    return each([&](std::size_t cell, double count) {
        const double scale = static_cast<double>(reference_.scale[cell % reference_.points]);
        return static_cast<double>(reference_.control[cell]) +
               scale * (value(deviation, cell) / count);
    });
}

std::vector<float> EnsembleStatistics::standard_deviation() const {
    return each([&](std::size_t cell, double count) {
        const double sum = value(deviation, cell);
        if (count < 2.0) return nan;
        const double variance = (value(square, cell) - sum * sum / count) / (count - 1.0);
        return static_cast<double>(reference_.scale[cell % reference_.points]) *
               std::sqrt(std::max(0.0, variance));
    });
}

std::vector<float> EnsembleStatistics::minimum() const {
    return each([&](std::size_t cell, double) { return static_cast<double>(extremes_[cell]); });
}

std::vector<float> EnsembleStatistics::maximum() const {
    return each(
        [&](std::size_t cell, double) { return -static_cast<double>(extremes_[cells() + cell]); });
}

std::vector<float> EnsembleStatistics::quantile(std::size_t level) const {
    if (reference_.at_once) {
        const auto first = quantiles_.begin() + static_cast<std::ptrdiff_t>(level * cells());
        return {first, first + static_cast<std::ptrdiff_t>(cells())};
    }
    constexpr auto bins = DeviationHistogram::bins;
    return each([&](std::size_t cell, double count) {
        const double scale = static_cast<double>(reference_.scale[cell % reference_.points]);
        const double control = static_cast<double>(reference_.control[cell]);
        const auto deviation_of = [&](float value) {
            return (static_cast<double>(value) - control) / scale;
        };
        return control + scale * DeviationHistogram::quantile(
                                     std::span(histograms_).subspan(cell * bins, bins),
                                     static_cast<std::int64_t>(count), reference_.levels[level],
                                     deviation_of(extremes_[cell]),
                                     deviation_of(-extremes_[cells() + cell]));
    });
}

std::vector<float> EnsembleStatistics::probability(std::size_t threshold) const {
    return each([&](std::size_t cell, double count) {
        return static_cast<double>(above_[threshold * cells() + cell]) / count;
    });
}

std::vector<float> EnsembleStatistics::crps() const {
    return each([&](std::size_t cell, double count) {
        const auto pairs = pairs_[cell / reference_.points];
        const double apart = pairs > 0 ? value(pair, cell) / static_cast<double>(pairs) : 0.0;
        return static_cast<double>(reference_.scale[cell % reference_.points]) *
               (value(error, cell) / count - 0.5 * apart);
    });
}

std::vector<float> EnsembleStatistics::rank() const {
    return each([&](std::size_t cell, double) {
        return static_cast<double>(below_[cell]) + 0.5 * static_cast<double>(ties_[cell]);
    });
}

std::vector<float> EnsembleStatistics::ties() const {
    return each([&](std::size_t cell, double) { return static_cast<double>(ties_[cell]); });
}

std::vector<double> EnsembleStatistics::energy_score() const {
    std::vector<double> scores(reference_.times);
    for (std::size_t time = 0; time < scores.size(); ++time) {
        const auto pairs = static_cast<double>(pairs_[time]);
        const double apart = pairs > 0.0 ? value(pair_norm, time) / pairs : 0.0;
        const double score = value(error_norm, time) / static_cast<double>(counts_[time]);
        scores[time] = counts_[time] > 0 ? norm_scale_ * (score - 0.5 * apart) : nan;
    }
    return scores;
}

}  // namespace lhits
