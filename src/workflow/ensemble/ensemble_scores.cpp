#include "ensemble_scores.hpp"

#include <algorithm>
#include <cmath>

#include "ensemble_tally.hpp"

namespace lhits {
namespace {

std::vector<double> roots(std::vector<double> values) {
    for (auto& value : values) value = std::sqrt(value);
    return values;
}

/// The lowest of the ranks 0 .. members that lie in this one of so many equal parts of them.
double first_rank(double bin, double bins, double members) {
    return std::ceil(bin * (members + 1.0) / bins);
}

}  // namespace

std::int64_t rank_bins(std::int64_t members) {
    constexpr std::int64_t most = 20;
    return std::min(members + 1, most);
}

EnsembleScores::EnsembleScores(const EnsembleHeader& header, const EnsembleGroup& group)
    : header_(header),
      name_(group.name),
      sums_(static_cast<std::size_t>(header.initial_conditions) * length(), 0.0) {}

std::size_t EnsembleScores::length() const {
    return place(probability, header_.thresholds.size(), 0);
}

std::size_t EnsembleScores::place(OfProbability what, std::size_t threshold,
                                  std::size_t bin) const {
    const auto bins = static_cast<std::size_t>(header_.probability_bins);
    return rank_place(static_cast<std::size_t>(header_.rank_bins)) +
           (threshold * of_probability + what) * bins + bin;
}

void EnsembleScores::enter(std::int64_t initial_condition, const Record& result) {
    double* sums = sums_.data() + static_cast<std::size_t>(initial_condition) * length();
    const auto& counts = result.floats("counted");
    const auto& leaving = result.floats("left");
    for (std::size_t time = 0; time < times(); ++time) {
        sums[place(counted, time)] = static_cast<double>(counts[time]);
        sums[place(left, time)] = static_cast<double>(leaving[time]);
    }
    if (!header_.truth) return;
    add_times(result, sums);
    add_ranks(result, sums);
    add_probabilities(result, sums);
}

void EnsembleScores::add_times(const Record& result, double* sums) const {
    const auto& mean = result.floats("mean");
    const auto& deviation = result.floats("standard_deviation");
    const auto& truth = result.floats("truth");
    const auto& scores = result.floats("crps");
    const auto& energies = result.doubles("energy_score");
    const std::size_t points = header_.elements.size();
    for (std::size_t cell = 0; cell < mean.size(); ++cell) {
        const auto time = cell / points;
        const double error = static_cast<double>(mean[cell]) - static_cast<double>(truth[cell]);
        const double spread = static_cast<double>(deviation[cell]);
        const auto share = static_cast<double>(points);
        sums[place(variance, time)] += spread * spread / share;
        sums[place(square_error, time)] += error * error / share;
        sums[place(crps, time)] += static_cast<double>(scores[cell]) / share;
    }
    for (std::size_t time = 0; time < energies.size(); ++time) {
        sums[place(energy, time)] += energies[time];
    }
}

/// Where members equal the truth its rank is one of several, which get equal parts of a count
/// (Hamill: at random; this is the mean of that).
void EnsembleScores::add_ranks(const Record& result, double* sums) const {
    const auto& ties = result.floats(ties_item);
    const auto& ranks = result.floats("rank");
    const auto& counts = result.floats("counted");
    const std::size_t points = header_.elements.size();
    const auto bins = static_cast<double>(header_.rank_bins);
    for (std::size_t cell = points; cell < ranks.size(); ++cell) {
        const double members = std::round(static_cast<double>(counts[cell / points]) *
                                          static_cast<double>(header_.ensemble_size));
        if (members < 1.0) continue;
        const auto equal = static_cast<double>(ties[cell]);
        const double lowest = static_cast<double>(ranks[cell]) - 0.5 * equal;
        const double highest = lowest + equal;
        const auto bin_of = [&](double rank) { return std::floor(rank * bins / (members + 1.0)); };
        for (double bin = bin_of(lowest); bin <= bin_of(highest); bin += 1.0) {
            const double first = std::max(lowest, first_rank(bin, bins, members));
            const double last = std::min(highest, first_rank(bin + 1.0, bins, members) - 1.0);
            sums[rank_place(static_cast<std::size_t>(bin))] += (last - first + 1.0) / (equal + 1.0);
        }
    }
}

void EnsembleScores::add_probabilities(const Record& result, double* sums) const {
    const std::size_t points = header_.elements.size();
    const auto bins = static_cast<double>(header_.probability_bins);
    const std::size_t cells = times() * points;
    if (header_.thresholds.empty()) return;
    const auto& truth = result.floats("truth");
    const auto& forecast = result.floats("probability");
    for (std::size_t k = 0; k < header_.thresholds.size(); ++k) {
        for (std::size_t cell = points; cell < cells; ++cell) {
            const double p = static_cast<double>(forecast[k * cells + cell]);
            if (std::isnan(p)) continue;
            const double o = truth[cell] > static_cast<float>(header_.thresholds[k]) ? 1.0 : 0.0;
            constexpr double rounding = 1e-6;  // 0.7 as a float is a little less
            const auto bin =
                static_cast<std::size_t>(std::min(bins - 1.0, std::floor(p * bins + rounding)));
            sums[place(probability, k, bin)] += p;
            sums[place(outcome, k, bin)] += o;
            sums[place(count, k, bin)] += 1.0;
            sums[place(square, k, bin)] += (p - o) * (p - o);
        }
    }
}

void EnsembleScores::collect(const Communicator& ranks) {
    sums_ = ranks.collect(std::move(sums_));
    total_.assign(length(), 0.0);
    for (std::size_t i = 0; i < sums_.size(); ++i) total_[i % total_.size()] += sums_[i];
}

double EnsembleScores::over_conditions(OfTime what, std::size_t time) const {
    return total_[place(what, time)] / static_cast<double>(header_.initial_conditions);
}

void EnsembleScores::write(QuantityWriter& writer) const {
    const auto put = [&](const char* quantity, const Reals& data) {
        writer.write(name_ + "/" + quantity, {}, data);
    };
    const auto over_time = [&](OfTime what) {
        std::vector<double> values;
        for (std::size_t time = 0; time < times(); ++time) {
            values.push_back(over_conditions(what, time));
        }
        return values;
    };
    put("spread", roots(over_time(variance)));
    put("skill", roots(over_time(square_error)));
    put("mean_crps", over_time(crps));
    put("mean_energy_score", over_time(energy));

    const auto bins = static_cast<std::size_t>(header_.rank_bins);
    double all = 0.0;
    for (std::size_t bin = 0; bin < bins; ++bin) all += total_[rank_place(bin)];
    std::vector<float> frequency;
    std::vector<float> expected(bins, 0.0F);
    for (std::size_t bin = 0; bin < bins; ++bin) {
        frequency.push_back(static_cast<float>(total_[rank_place(bin)] / all));
        // How many of the ranks 0 .. members lie in it.
        const auto members = static_cast<double>(header_.ensemble_size);
        const auto first = [&](std::size_t b) {
            return first_rank(static_cast<double>(b), static_cast<double>(bins), members);
        };
        expected[bin] = static_cast<float>((first(bin + 1) - first(bin)) / (members + 1.0));
    }
    put("rank_frequency", frequency);
    put("rank_expected", expected);
    if (header_.thresholds.empty()) return;

    std::vector<float> probabilities;
    std::vector<float> outcomes;
    std::vector<float> counts;
    std::vector<float> brier;
    for (std::size_t k = 0; k < header_.thresholds.size(); ++k) {
        double squares = 0.0;
        double number = 0.0;
        for (std::size_t bin = 0; bin < static_cast<std::size_t>(header_.probability_bins); ++bin) {
            const double own = total_[place(count, k, bin)];
            probabilities.push_back(static_cast<float>(total_[place(probability, k, bin)] / own));
            outcomes.push_back(static_cast<float>(total_[place(outcome, k, bin)] / own));
            counts.push_back(static_cast<float>(own));
            squares += total_[place(square, k, bin)];
            number += own;
        }
        brier.push_back(static_cast<float>(squares / number));
    }
    put("forecast_probability", probabilities);
    put("observed_frequency", outcomes);
    put("probability_count", counts);
    put("brier_score", brier);
}

std::map<std::string, double> EnsembleScores::numbers() const {
    const auto mean = [&](OfTime what) {
        double sum = 0.0;
        for (std::size_t time = 1; time < times(); ++time) sum += over_conditions(what, time);
        return sum / static_cast<double>(std::max<std::size_t>(1, times() - 1));
    };
    std::map<std::string, double> numbers{{"counted", over_conditions(counted, times() - 1)},
                                          {"left", over_conditions(left, times() - 1)}};
    if (!header_.truth) return numbers;
    numbers["crps"] = mean(crps);
    numbers["energy_score"] = mean(energy);
    numbers["spread"] = std::sqrt(mean(variance));
    numbers["skill"] = std::sqrt(mean(square_error));
    return numbers;
}

}  // namespace lhits
