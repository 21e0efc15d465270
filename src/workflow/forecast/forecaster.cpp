#include "forecaster.hpp"

#include <mpi.h>

#include <limits>
#include <utility>

#include "lhits/hits/scores.hpp"

namespace lhits {
Forecaster::Forecaster(const Run& run, std::map<std::string, Surrogate>& surrogates,
                       const PrincipalComponentsPart& components, const SolverLadder& solvers,
                       ForecastWriter& writer, ForecastSums& sums, LongTimeStatistics* statistics)
    : run_(run),
      surrogates_(surrogates),
      components_(components),
      solvers_(solvers),
      writer_(writer),
      sums_(sums),
      statistics_(statistics),
      engine_(make_engine("native")) {}

void Forecaster::run(const ForecastJob& job, const std::function<void(double)>& tick) {
    switch (job.kind) {
        case ForecastJob::Kind::coupled: coupled(job); return;
        case ForecastJob::Kind::single: single(job); return;
        case ForecastJob::Kind::perfect: perfect_model(job, tick); return;
        case ForecastJob::Kind::direct: direct(job, tick); return;
    }
}

TrueMembers Forecaster::truth_of(const ForecastJob& job, Reduction& reduction) const {
    return true_members(run_, job.protocol.scored_on.split, job.members, reduction);
}

void Forecaster::coupled(const ForecastJob& job) {
    Surrogate& surrogate = surrogates_.at(job.surrogate);
    const auto truth = truth_of(job, *surrogate.reduction);
    const auto& coupling = surrogate.couplings.at(job.protocol.name);
    const auto u = roll_out_decoded(surrogate, surrogate.coupled_levels(*engine_, coupling), truth);
    auto& sums = sums_.at(job.group());
    sums.at(ChunkSums::seconds, job.chunk) = seconds_;
    const auto rows = truth.count * static_cast<int>(truth.times);
    sums.at(ChunkSums::reduction_error, job.chunk) =
        surrogate.reduction->squared_error(truth.u, rows);
    if (job.surrogate != full_space) {
        sums.at(ChunkSums::pca_error, job.chunk) =
            make_pca(components_.components, surrogate.reduction->latent())
                ->squared_error(truth.u, rows);
    }
    if (statistics_ != nullptr && job.protocol.name == unseen) {
        statistics_->add(job.surrogate, job.chunk, u);
    }
    const auto errors = errors_of(u, truth);
    std::vector<float> relative_of_time(errors.state.size());
    relative_l2_errors(u, truth.u, truth.width, relative_of_time);
    std::vector<float> relative;
    std::vector<float> valid;
    for (int m = 0; m < truth.count; ++m) {
        const auto predicted =
            u.subspan(static_cast<std::size_t>(m) * truth.u_of(0).size(), truth.u_of(0).size());
        relative.push_back(static_cast<float>(relative_l2(predicted, truth.u_of(m), truth.width)));
        valid.push_back(
            valid_until(std::span(errors.state)
                            .subspan(static_cast<std::size_t>(m) * truth.times, truth.times)));
    }
    const auto put = [&](ForecastData dataset, std::span<const float> data) {
        writer_.write(job.group(), dataset, job.members.first, job.members.count, data);
    };
    put(ForecastData::latent_true, truth.z);
    put(ForecastData::latent_predicted, z_);
    put(ForecastData::u_predicted, u);
    put(ForecastData::mse_latent, errors.latent);
    put(ForecastData::mse_state, errors.state);
    put(ForecastData::relative_l2_of_time, relative_of_time);
    put(ForecastData::relative_l2, relative);
    put(ForecastData::valid_time, valid);
    if (!run_.deck.forecast.perfect_model) {
        put(ForecastData::perfect_model_valid_time,
            std::vector<float>(valid.size(), std::numeric_limits<float>::quiet_NaN()));
    }
}

void Forecaster::single(const ForecastJob& job) {
    Surrogate& surrogate = surrogates_.at(job.surrogate);
    const auto truth = truth_of(job, *surrogate.reduction);
    const auto u = roll_out_decoded(surrogate, surrogate.single_level(*engine_, job.level), truth);
    sums_.at(job.group()).at(ChunkSums::level_seconds + job.level, job.chunk) = seconds_;
    const auto errors = errors_of(u, truth);
    const auto put = [&](StepperData dataset, std::span<const float> data) {
        writer_.write_stepper(job.group(), dataset, static_cast<std::int64_t>(job.level),
                              job.members.first, job.members.count, data);
    };
    put(StepperData::mse_latent, errors.latent);
    put(StepperData::mse_state, errors.state);
}

/// The true solver from the states that the surrogate starts from, decoded.
void Forecaster::perfect_model(const ForecastJob& job, const std::function<void(double)>& tick) {
    Surrogate& surrogate = surrogates_.at(job.surrogate);
    const auto truth = truth_of(job, *surrogate.reduction);
    const auto count = static_cast<std::size_t>(truth.count);
    AlignedVector<float> start(count * truth.width);
    const auto z = truth.starts();
    for (std::size_t m = 0; m < count; ++m) {  // one by one: the same bits in every batch
        surrogate.reduction->decode(std::span(z).subspan(m * truth.latent, truth.latent), 1,
                                    std::span(start).subspan(m * truth.width, truth.width));
    }
    const auto solved = run_.system->integrate(std::vector<double>(start.begin(), start.end()),
                                               truth.steps(), false, tick);
    const std::vector<float> u(solved.begin(), solved.end());
    std::vector<float> mse(count * truth.times);
    mean_squared_errors(u, truth.u, truth.width, mse);
    std::vector<float> valid;
    for (std::size_t m = 0; m < count; ++m) {
        valid.push_back(valid_until(std::span(mse).subspan(m * truth.times, truth.times)));
    }
    writer_.write(job.group(), ForecastData::perfect_model_valid_time, job.members.first,
                  job.members.count, valid);
}

void Forecaster::direct(const ForecastJob& job, const std::function<void(double)>& tick) {
    const auto u = read_trajectories(run_.directory.trajectories(), job.protocol.scored_on.split,
                                     job.members.first, job.members.count);
    const auto solved = solvers_.solve(u, job.members.count, tick);
    auto& sums = sums_.at(job.group());
    for (std::size_t level = 0; level < solved.size(); ++level) {
        sums.at(ChunkSums::level_seconds + level, job.chunk) = solved[level].seconds;
        writer_.write_direct(static_cast<std::int64_t>(level), job.members.first, job.members.count,
                             solved[level].mse);
    }
}

/// Latent trajectories in z_, the decoded ones returned; the time both took in seconds_.
std::span<const float> Forecaster::roll_out_decoded(Surrogate& surrogate,
                                                    const std::vector<Level>& levels,
                                                    const TrueMembers& truth) {
    const auto starts = truth.starts();
    u_.resize(truth.u.size());
    const double begin = MPI_Wtime();
    z_ = roll_out(levels, starts, truth.count, surrogate.reduction->latent(), truth.steps());
    for (int m = 0; m < truth.count; ++m) {
        const auto index = static_cast<std::size_t>(m);
        const auto block = truth.times * truth.latent;
        surrogate.reduction->decode(
            std::span(z_).subspan(index * block, block), static_cast<int>(truth.times),
            std::span(u_).subspan(index * truth.times * truth.width, truth.times * truth.width));
    }
    seconds_ = MPI_Wtime() - begin;
    return u_;
}

Forecaster::Errors Forecaster::errors_of(std::span<const float> u, const TrueMembers& truth) const {
    const auto rows = static_cast<std::size_t>(truth.count) * truth.times;
    Errors errors{std::vector<float>(rows), std::vector<float>(rows)};
    mean_squared_errors(z_, truth.z, truth.latent, errors.latent);
    mean_squared_errors(u, truth.u, truth.width, errors.state);
    return errors;
}

float Forecaster::valid_until(std::span<const float> mse) const {
    return static_cast<float>(
        valid_time(mse, components_.variance, run_.deck.report.valid_nrmse, run_.system->dt()));
}

}  // namespace lhits
