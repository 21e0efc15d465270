// The forecasts of all test trajectories, in chunks over ranks.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <numeric>

#include "evaluation.hpp"
#include "lhits/base/error.hpp"
#include "lhits/base/log.hpp"
#include "lhits/base/progress.hpp"
#include "lhits/hits/scores.hpp"
#include "lhits/io/forecast_file.hpp"
#include "lhits/parallel/task_pool.hpp"
#include "lhits/parallel/together.hpp"
#include "lhits/workflow/stages.hpp"
#include "model_store.hpp"
#include "principal_components_part.hpp"

namespace lhits {
namespace {

class Stopwatch {
public:
    double seconds() const {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count();
    }

private:
    std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

/// One task of the stage.
struct Job {
    enum class Kind { coupled, single, perfect };
    Kind kind = Kind::coupled;
    std::string surrogate;
    MemberRange members;
    std::size_t level = 0;  ///< of a single stepper
};

/// Numbers of one surrogate that are summed over chunks of members: each is filled in by the rank
/// that had the chunk, and added up in the order of the chunks.
class ChunkSums {
public:
    /// The rows; those of the single steppers' seconds follow, one a level.
    enum Row : std::size_t { seconds, reduction_error, pca_error, first_stepper };

    ChunkSums(std::size_t levels, std::size_t chunks)
        : chunks_(chunks), values_((first_stepper + levels) * chunks, 0.0) {}

    double& at(std::size_t row, std::size_t chunk) { return values_.at(row * chunks_ + chunk); }
    double total(std::size_t row) const {
        const auto begin = values_.begin() + static_cast<std::ptrdiff_t>(row * chunks_);
        return std::accumulate(begin, begin + static_cast<std::ptrdiff_t>(chunks_), 0.0);
    }
    /// Collective.
    void collect(const Communicator& ranks) { values_ = ranks.collect(std::move(values_)); }

private:
    std::size_t chunks_;
    std::vector<double> values_;
};

using Sums = std::map<std::string, ChunkSums>;  // by surrogate

/// Does the jobs of one rank and writes what they predict.
class Forecaster {
public:
    Forecaster(const Run& run, std::map<std::string, Surrogate>& surrogates,
               const PrincipalComponentsPart& components, ForecastWriter& writer, Sums& sums)
        : run_(run),
          surrogates_(surrogates),
          components_(components),
          writer_(writer),
          sums_(sums),
          engine_(make_engine("native")) {}

    void forecast(const Job& job, std::size_t chunk) {
        Surrogate& surrogate = surrogates_.at(job.surrogate);
        const auto truth = true_members(run_, Split::test, job.members, *surrogate.reduction);
        const auto u = roll_out_decoded(surrogate, surrogate.coupled_levels(*engine_), truth);
        auto& sums = sums_.at(job.surrogate);
        sums.at(ChunkSums::seconds, chunk) = seconds_;
        const auto rows = truth.count * static_cast<int>(truth.times);
        sums.at(ChunkSums::reduction_error, chunk) =
            surrogate.reduction->squared_error(truth.u, rows);
        if (job.surrogate != full_space) {
            sums.at(ChunkSums::pca_error, chunk) =
                make_pca(components_.components, surrogate.reduction->latent())
                    ->squared_error(truth.u, rows);
        }
        const auto errors = errors_of(u, truth);
        std::vector<float> relative;
        std::vector<float> valid;
        for (int m = 0; m < truth.count; ++m) {
            const auto predicted =
                u.subspan(static_cast<std::size_t>(m) * truth.u_of(0).size(), truth.u_of(0).size());
            relative.push_back(
                static_cast<float>(relative_l2(predicted, truth.u_of(m), truth.width)));
            valid.push_back(
                valid_until(std::span(errors.state)
                                .subspan(static_cast<std::size_t>(m) * truth.times, truth.times)));
        }
        const auto put = [&](ForecastData dataset, std::span<const float> data) {
            writer_.write(job.surrogate, dataset, job.members.first, job.members.count, data);
        };
        put(ForecastData::latent_true, truth.z);
        put(ForecastData::latent_predicted, z_);
        put(ForecastData::u_predicted, u);
        put(ForecastData::mse_latent, errors.latent);
        put(ForecastData::mse_state, errors.state);
        put(ForecastData::relative_l2, relative);
        put(ForecastData::valid_time, valid);
    }

    void forecast_single(const Job& job, std::size_t chunk) {
        Surrogate& surrogate = surrogates_.at(job.surrogate);
        const auto truth = true_members(run_, Split::test, job.members, *surrogate.reduction);
        const auto u =
            roll_out_decoded(surrogate, surrogate.single_level(*engine_, job.level), truth);
        sums_.at(job.surrogate).at(ChunkSums::first_stepper + job.level, chunk) = seconds_;
        const auto errors = errors_of(u, truth);
        const auto put = [&](StepperData dataset, std::span<const float> data) {
            writer_.write_stepper(job.surrogate, dataset, static_cast<std::int64_t>(job.level),
                                  job.members.first, job.members.count, data);
        };
        put(StepperData::mse_latent, errors.latent);
        put(StepperData::mse_state, errors.state);
    }

    /// The true solver from the state that the surrogate starts from, decoded.
    void perfect_model(const Job& job, const std::function<void(double)>& tick) {
        Surrogate& surrogate = surrogates_.at(job.surrogate);
        auto truth = true_members(run_, Split::test, job.members, *surrogate.reduction);
        AlignedVector<float> start(truth.width);
        surrogate.reduction->decode(truth.starts(), 1, start);
        const auto solved = run_.system->integrate(std::vector<double>(start.begin(), start.end()),
                                                   run_.deck.system.steps, false, tick);
        const std::vector<float> u(solved.begin(), solved.end());
        std::vector<float> mse(truth.times);
        mean_squared_errors(u, truth.u, truth.width, mse);
        const float valid = valid_until(mse);
        writer_.write(job.surrogate, ForecastData::perfect_model_valid_time, job.members.first, 1,
                      std::span(&valid, 1));
    }

private:
    struct Errors {
        std::vector<float> latent, state;  ///< (members, times)
    };

    /// Latent trajectories in z_, the decoded ones returned; the time both took in seconds_.
    std::span<const float> roll_out_decoded(Surrogate& surrogate, const std::vector<Level>& levels,
                                            const TrueMembers& truth) {
        const auto starts = truth.starts();
        u_.resize(truth.u.size());
        const Stopwatch watch;
        z_ = roll_out(levels, starts, truth.count, surrogate.reduction->latent(),
                      run_.deck.system.steps);
        for (int m = 0; m < truth.count; ++m) {
            const auto index = static_cast<std::size_t>(m);
            const auto block = truth.times * truth.latent;
            surrogate.reduction->decode(std::span(z_).subspan(index * block, block),
                                        static_cast<int>(truth.times),
                                        std::span(u_).subspan(index * truth.times * truth.width,
                                                              truth.times * truth.width));
        }
        seconds_ = watch.seconds();
        return u_;
    }

    Errors errors_of(std::span<const float> u, const TrueMembers& truth) const {
        const auto rows = static_cast<std::size_t>(truth.count) * truth.times;
        Errors errors{std::vector<float>(rows), std::vector<float>(rows)};
        mean_squared_errors(z_, truth.z, truth.latent, errors.latent);
        mean_squared_errors(u, truth.u, truth.width, errors.state);
        return errors;
    }

    float valid_until(std::span<const float> mse) const {
        return static_cast<float>(
            valid_time(mse, components_.variance, run_.deck.report.valid_nrmse, run_.system->dt()));
    }

    const Run& run_;
    std::map<std::string, Surrogate>& surrogates_;
    const PrincipalComponentsPart& components_;
    ForecastWriter& writer_;
    Sums& sums_;
    std::unique_ptr<Engine> engine_;
    AlignedVector<float> z_;
    AlignedVector<float> u_;
    double seconds_ = 0.0;
};

/// All jobs, and task number i for job number i; `chunk_of[i]` counts the chunks.
struct Jobs {
    std::vector<Job> jobs;
    std::vector<std::size_t> chunk_of;
    std::vector<Task> tasks;
};

Jobs list_jobs(const Run& run) {
    Jobs all;
    const auto& deck = run.deck;
    const auto add = [&](Job job, std::size_t chunk, double cost) {
        all.tasks.push_back({fmt::format("{} member {}", job.surrogate, job.members.first),
                             cost,
                             {},
                             false,
                             false});
        all.chunk_of.push_back(chunk);
        all.jobs.push_back(std::move(job));
    };
    const auto ranges = chunks(run, Split::test);
    for (const auto& plan : surrogate_plans(run)) {
        for (std::size_t c = 0; c < ranges.size(); ++c) {
            add({Job::Kind::coupled, plan.name, ranges[c], 0}, c, 1.0);
            for (std::size_t l = 0;
                 deck.forecast.single_steppers && l < deck.steppers.strides.size(); ++l) {
                // The finest stepper alone makes one small evaluation a step, one after the other.
                add({Job::Kind::single, plan.name, ranges[c], l}, c,
                    1.0 + 2.0 / static_cast<double>(deck.steppers.strides[l]));
            }
        }
        for (std::int64_t m = 0; deck.forecast.perfect_model && m < deck.trajectories.test; ++m) {
            add({Job::Kind::perfect, plan.name, {m, 1}, 0}, 0, 6.0);
        }
    }
    return all;
}

ForecastHeader forecast_header(const Run& run) {
    const auto source = trajectory_header(run);
    ForecastHeader header;
    header.system = source.system;
    header.dt = source.dt;
    header.steps = source.steps;
    header.coordinates = source.coordinates;
    header.trajectories = source.test;
    header.deck = source.deck;
    header.seed = source.seed;
    for (const auto& plan : surrogate_plans(run)) {
        header.groups.push_back({plan.name, plan.latent,
                                 run.deck.forecast.single_steppers ? run.deck.steppers.strides
                                                                   : std::vector<std::int64_t>{}});
    }
    return header;
}

/// What the file says about each surrogate as a whole.
std::map<std::string, std::map<std::string, double>> numbers_of(const Run& run, const Sums& sums,
                                                                double variance, double wall) {
    const auto values =
        static_cast<double>(run.deck.trajectories.test * (run.deck.system.steps + 1)) *
        static_cast<double>(run.system->state_size());
    std::map<std::string, std::map<std::string, double>> numbers;
    for (const auto& [name, own] : sums) {
        auto& group = numbers[name];
        group["seconds"] = own.total(ChunkSums::seconds);
        group["stage_seconds"] = wall;
        group["variance"] = variance;
        group["reduction_mse"] = own.total(ChunkSums::reduction_error) / values;
        group["pca_mse"] = own.total(ChunkSums::pca_error) / values;
        for (std::size_t l = 0; l < run.deck.steppers.strides.size(); ++l) {
            group[fmt::format("seconds_stride_{}", run.deck.steppers.strides[l])] =
                own.total(ChunkSums::first_stepper + l);
        }
    }
    return numbers;
}

}  // namespace

void forecast(const Run& run) {
    std::map<std::string, Surrogate> surrogates;
    PrincipalComponentsPart components;
    bool done = false;
    together(run.ranks, [&] {
        surrogates = read_surrogates(run);
        for (const auto& [name, surrogate] : surrogates) {
            if (surrogate.coupling) continue;
            throw InputError(fmt::format(
                "{}: expected the coupling of {}, found none; run 'lhits couple DECK' first",
                run.directory.model(), name));
        }
        components = read_principal_components(read_model(run, "reduce").child(pca_item));
        done = std::filesystem::exists(run.directory.forecast());
        if (done) read_forecast_header(run.directory.forecast());
    });
    if (done) {
        log::info("forecast: " + run.directory.forecast() + " is there");
        return;
    }
    const double begin = MPI_Wtime();
    const auto all = list_jobs(run);
    Sums sums;
    for (const auto& plan : surrogate_plans(run)) {
        sums.emplace(plan.name,
                     ChunkSums(run.deck.steppers.strides.size(), chunks(run, Split::test).size()));
    }
    ForecastWriter writer(run.ranks, run.directory.forecast(), forecast_header(run));
    Forecaster forecaster(run, surrogates, components, writer, sums);
    TaskPool pool(run.ranks, all.tasks);
    Progress progress("forecast", static_cast<double>(all.tasks.size()), "tasks");
    pool.run(
        [&](int index) {
            const auto i = static_cast<std::size_t>(index);
            const Job& job = all.jobs[i];
            const Timeline::Scope scope(run.timeline, all.tasks[i].name, "forecast");
            switch (job.kind) {
                case Job::Kind::coupled: forecaster.forecast(job, all.chunk_of[i]); return;
                case Job::Kind::single: forecaster.forecast_single(job, all.chunk_of[i]); return;
                case Job::Kind::perfect: break;
            }
            forecaster.perfect_model(job, [&](double part) { pool.tick(index, part, &progress); });
        },
        &progress);
    for (auto& [name, own] : sums) own.collect(run.ranks);
    writer.finish(numbers_of(run, sums, components.variance, MPI_Wtime() - begin));
    log::info(fmt::format("forecast: {} test trajectories in {}", run.deck.trajectories.test,
                          duration_text(MPI_Wtime() - begin)));
}

}  // namespace lhits
