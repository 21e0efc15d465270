#include "long_time_statistics.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "lhits/base/error.hpp"
#include "lhits/base/progress.hpp"
#include "lhits/parallel/together.hpp"
#include "lyapunov_tasks.hpp"

namespace lhits {
namespace {

/// The true exponents among those of the surrogates.
constexpr const char* solver = "";

double spacing_of(const StateLayout& layout) { return layout.x[1] - layout.x[0]; }

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
    const auto layout = system.layout();
    if (layout.periodic && layout.component_names.size() == 1) return;
    throw InputError(fmt::format(
        "forecast.statistics: expected true only for one field on a periodic interval, as that of "
        "kuramoto-sivashinsky, found {}; set forecast.statistics = false",
        system.kind()));
}

LongTimeStatistics::LongTimeStatistics(const Run& run)
    : LongTimeStatistics(
          run, read_trajectories(run.directory.trajectories(), Split::test, 0,
                                 chunks(run, run.deck.trajectories.test).front().count)) {}

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
}

/// The states of a member after its start.
std::span<const float> LongTimeStatistics::rows_of(std::span<const float> u,
                                                   std::size_t member) const {
    const auto rows = static_cast<std::size_t>(steps_of(run_, Split::test));
    return u.subspan((member * (rows + 1) + 1) * measure_.points(), rows * measure_.points());
}

void LongTimeStatistics::add(const std::string& surrogate, std::size_t chunk,
                             std::span<const float> u) {
    for (std::size_t m = 0; m < static_cast<std::size_t>(chunks_[chunk].count); ++m) {
        predicted_.at(surrogate).add(rows_of(u, m), chunk);
    }
}

void LongTimeStatistics::add_truth(std::size_t chunk) {
    const auto& members = chunks_[chunk];
    const auto u =
        read_trajectories(run_.directory.trajectories(), Split::test, members.first, members.count);
    for (std::size_t m = 0; m < static_cast<std::size_t>(members.count); ++m) {
        const auto rows = rows_of(u, m);
        const std::size_t middle = rows.size() / measure_.points() / 2 * measure_.points();
        early_.add(rows.first(middle), chunk);
        late_.add(rows.subspan(middle), chunk);
    }
}

std::vector<LongTimeStatistics::Job> LongTimeStatistics::list_jobs(
    std::map<std::string, Surrogate>& surrogates, Engine& engine, Exponents& exponents) {
    using Tick = std::function<void(double)>;
    std::vector<Job> jobs;
    const auto put = [&exponents](const std::string& name, MemberRange members,
                                  const std::vector<double>& found) {
        std::copy(found.begin(), found.end(), exponents.at(name).begin() + members.first);
    };
    const auto tests = run_.deck.trajectories.test;
    for (const auto& members : batches(run_, tests, tests, run_.ranks.size())) {
        jobs.push_back({{.name = fmt::format("Lyapunov solver, from member {}", members.first),
                         .cost = 50.0 * static_cast<double>(members.count)},
                        [this, put, members](const Tick& tick) {
                            put(solver, members, solver_exponents(run_, members, size_, tick));
                        }});
    }
    for (std::size_t c = 0; c < chunks_.size(); ++c) {
        const auto members = chunks_[c];
        for (auto& [name, surrogate] : surrogates) {
            jobs.push_back(
                {{.name = fmt::format("Lyapunov {}, from member {}", name, members.first),
                  .cost = 10.0 * static_cast<double>(members.count)},
                 [this, put, members, &name, &surrogate, &engine](const Tick& tick) {
                     put(name, members,
                         surrogate_exponents(run_, surrogate, engine, members, tick));
                 }});
        }
        jobs.push_back({{.name = fmt::format("statistics, from member {}", members.first),
                         .cost = static_cast<double>(members.count)},
                        [this, c](const Tick&) { add_truth(c); }});
    }
    return jobs;
}

void LongTimeStatistics::do_jobs(const std::vector<Job>& jobs) const {
    std::vector<Task> tasks;
    for (const auto& job : jobs) tasks.push_back(job.task);
    TaskPool pool(run_.ranks, tasks);
    Progress progress("forecast", static_cast<double>(tasks.size()), "statistics");
    pool.run(
        [&](int index) {
            const auto& job = jobs[static_cast<std::size_t>(index)];
            const Timeline::Scope scope(run_.timeline, job.task.name, "forecast");
            job.work([&](double part) { pool.tick(index, part, &progress); });
        },
        &progress);
}

void LongTimeStatistics::finish(std::map<std::string, Surrogate>& surrogates,
                                ForecastWriter& writer, Numbers& numbers) {
    const auto tests = static_cast<std::size_t>(run_.deck.trajectories.test);
    Exponents exponents{{solver, std::vector<double>(tests, 0.0)}};
    for (const auto& [name, surrogate] : surrogates) exponents[name].resize(tests, 0.0);
    const auto engine = make_engine("native");
    do_jobs(list_jobs(surrogates, *engine, exponents));

    for (auto& [name, values] : exponents) values = run_.ranks.collect(std::move(values));
    for (auto& [name, sums] : predicted_) sums.collect(run_.ranks);
    early_.collect(run_.ranks);
    late_.collect(run_.ranks);
    auto truth = early_;
    truth += late_;

    on_root(run_.ranks, [&] {
        const auto write = [&](const std::string& name, const FieldSums& sums) {
            writer.write_statistics(name, StatisticsData::power_spectrum, floats(sums.spectrum()));
            writer.write_statistics(name, StatisticsData::joint_density,
                                    floats(measure_.histogram().density(sums.counts())));
            writer.write_statistics(name, StatisticsData::lyapunov_exponent,
                                    floats(exponents.at(name)));
        };
        write(solver, truth);
        for (const auto& [name, sums] : predicted_) write(name, sums);
    });
    const auto compare = [&](const std::string& group, const std::string& name,
                             const FieldSums& one, const FieldSums& other) {
        auto& own = numbers[group];
        own["spectrum_distance"] = spectrum_distance(one.spectrum(), other.spectrum());
        own["density_distance"] = total_variation(one.counts(), other.counts());
        put_exponents(exponents.at(name), own);
    };
    compare("statistics", solver, early_, late_);
    numbers["statistics"]["outside_bins"] = truth.outside();
    for (const auto& [name, sums] : predicted_) {
        compare("statistics/" + name, name, sums, truth);
        numbers["statistics/" + name]["outside_bins"] = sums.outside();
    }
}

}  // namespace lhits
