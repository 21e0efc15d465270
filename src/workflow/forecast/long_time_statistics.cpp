#include "long_time_statistics.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "lhits/base/error.hpp"
#include "lhits/parallel/agree_on_errors.hpp"

namespace lhits {
namespace {

/// The true exponents among those of the surrogates.
constexpr const char* solver = "";
/// The halves in time of what was measured of the truth.
constexpr const char* early_item = "early";
constexpr const char* late_item = "late";

double spacing_of(const StateLayout& layout) {
    const auto& x = layout.axes.front().places;
    return x[1] - x[0];
}

std::vector<float> first_tests(const TrajectoryReader& data, std::int64_t count) {
    std::vector<float> room;
    const auto u = data.trajectories(Split::test, 0, count, room);
    return {u.begin(), u.end()};
}

std::vector<float> floats(std::span<const double> values) { return {values.begin(), values.end()}; }

/// Mean over the trajectories, and standard deviation among them.
void put_exponents(const std::vector<double>& exponents, std::map<std::string, double>& numbers) {
    const auto count = static_cast<double>(exponents.size());
    double mean = 0.0;
    for (const double exponent : exponents) mean += exponent / count;
    double square = 0.0;
    for (const double exponent : exponents) square += (exponent - mean) * (exponent - mean);
    numbers["lyapunov"] = mean;
    numbers["lyapunov_deviation"] = std::sqrt(square / (count - 1.0));
}

}  // namespace

void check_statistics(const Deck& deck, const System& system) {
    if (!deck.forecast.statistics) return;
    if (deck.parameters.count() > 0) {
        throw InputError(
            "forecast.statistics: expected false where each trajectory has parameters of its own, "
            "found true: such trajectories have no statistics in common");
    }
    if (system.periodic() && system.layout().components.size() == 1) return;
    throw InputError(fmt::format(
        "forecast.statistics: expected true only for one field on a periodic interval, as that of "
        "kuramoto-sivashinsky, found {}; set forecast.statistics = false",
        system.kind()));
}

double field_statistics_seconds(const Run& run, Costs& costs) {
    const auto n = run.system->state_size();
    constexpr double assumed_of_value = 5e-8;
    return costs.seconds(fmt::format("statistics of a field of {} points", n),
                         assumed_of_value * static_cast<double>(n), [&] {
                             constexpr std::size_t rows = 64;
                             std::vector<float> u(rows * n);
                             RandomStream(1, Purpose::perturbation, 0).normal(0, u);
                             const FieldMeasure measure(u, n, 1.0);
                             return seconds_of([&] { FieldSums(measure, 1).add(u, 0); }) /
                                    static_cast<double>(rows);
                         });
}

LongTimeStatistics::LongTimeStatistics(const Run& run, const TrajectoryReader& data)
    : LongTimeStatistics(
          run, first_tests(data, chunks(run, run.deck.trajectories.test).front().count)) {}

LongTimeStatistics::LongTimeStatistics(const Run& run, const std::vector<float>& sample)
    : run_(run),
      chunks_(chunks(run, run.deck.trajectories.test)),
      size_(root_mean_square(sample)),
      measure_(sample, run.system->state_size(), spacing_of(run.system->layout())),
      early_(measure_, chunks_.size()),
      late_(measure_, chunks_.size()) {
    for (const auto& plan : surrogate_plans(run)) {
        predicted_.emplace(plan.name, FieldSums(measure_, chunks_.size()));
    }
    const std::vector<double> none(static_cast<std::size_t>(run.deck.trajectories.test), 0.0);
    exponents_[solver] = none;
    for (const auto& [name, sums] : predicted_) exponents_[name] = none;
}

/// The states of a member after its start.
std::span<const float> LongTimeStatistics::rows_of(std::span<const float> u,
                                                   std::size_t member) const {
    const auto rows = static_cast<std::size_t>(steps_of(run_, Split::test));
    return u.subspan((member * (rows + 1) + 1) * measure_.points(), rows * measure_.points());
}

Record LongTimeStatistics::of_forecasts(std::size_t chunk, std::span<const float> u) const {
    FieldSums sums(measure_, 1);
    for (std::size_t m = 0; m < static_cast<std::size_t>(chunks_[chunk].count); ++m) {
        sums.add(rows_of(u, m), 0);
    }
    return sums.record();
}

Record LongTimeStatistics::of_truth(const TrajectoryReader& data, std::size_t chunk) const {
    const auto& members = chunks_[chunk];
    std::vector<float> room;
    const auto u = data.trajectories(Split::test, members.first, members.count, room);
    FieldSums first(measure_, 1);
    FieldSums second(measure_, 1);
    for (std::size_t m = 0; m < static_cast<std::size_t>(members.count); ++m) {
        const auto rows = rows_of(u, m);
        const std::size_t middle = rows.size() / measure_.points() / 2 * measure_.points();
        first.add(rows.first(middle), 0);
        second.add(rows.subspan(middle), 0);
    }
    Record measured;
    measured.children[early_item] = first.record();
    measured.children[late_item] = second.record();
    return measured;
}

void LongTimeStatistics::enter_forecasts(const std::string& surrogate, std::size_t chunk,
                                         const Record& measured) {
    predicted_.at(surrogate).add(measured, chunk);
}

void LongTimeStatistics::enter_truth(std::size_t chunk, const Record& measured) {
    early_.add(measured.child(early_item), chunk);
    late_.add(measured.child(late_item), chunk);
}

void LongTimeStatistics::enter_exponents(const std::string& name, std::int64_t first,
                                         const std::vector<double>& exponents) {
    std::copy(exponents.begin(), exponents.end(), exponents_.at(name).begin() + first);
}

void LongTimeStatistics::finish(QuantityWriter& writer, Numbers& numbers) {
    for (auto& [name, values] : exponents_) values = run_.ranks.collect(std::move(values));
    for (auto& [name, sums] : predicted_) sums.collect(run_.ranks);
    early_.collect(run_.ranks);
    late_.collect(run_.ranks);
    auto truth = early_;
    truth += late_;

    on_root(run_.ranks, [&] {
        const auto write = [&](const std::string& name, const FieldSums& sums) {
            const auto group = statistics_group(name);
            writer.write(group + "/power_spectrum", {}, floats(sums.spectrum()));
            writer.write(group + "/joint_density", {},
                         floats(measure_.histogram().density(sums.counts())));
            writer.write(group + "/lyapunov_exponent", {}, floats(exponents_.at(name)));
        };
        write(solver, truth);
        for (const auto& [name, sums] : predicted_) write(name, sums);
    });
    const auto compare = [&](const std::string& group, const std::string& name,
                             const FieldSums& one, const FieldSums& other) {
        auto& own = numbers[group];
        own["spectrum_distance"] = spectrum_distance(one.spectrum(), other.spectrum());
        own["density_distance"] = total_variation(one.counts(), other.counts());
        put_exponents(exponents_.at(name), own);
    };
    compare(statistics_group(""), solver, early_, late_);
    numbers[statistics_group("")]["outside_bins"] = truth.outside();
    for (const auto& [name, sums] : predicted_) {
        compare(statistics_group(name), name, sums, truth);
        numbers[statistics_group(name)]["outside_bins"] = sums.outside();
    }
}

}  // namespace lhits
