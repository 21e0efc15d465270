#include "forecaster.hpp"

#include <fmt/format.h>
#include <mpi.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "adaptive_forecasts.hpp"
#include "departures.hpp"
#include "forecast_collection.hpp"
#include "lhits/hits/scores.hpp"
#include "lyapunov_tasks.hpp"

namespace lhits {
namespace {

/// One a member.
template <class T>
std::vector<Record> records_of(const std::string& name, const std::vector<T>& values) {
    std::vector<Record> records(values.size());
    for (std::size_t m = 0; m < values.size(); ++m) records[m].put(name, std::vector<T>{values[m]});
    return records;
}

template <class T>
std::vector<T> plain(std::span<const T> values) {
    return {values.begin(), values.end()};
}

}  // namespace

Forecaster::Forecaster(const Run& run, const TrajectoryReader& data,
                       std::map<std::string, Surrogate>& surrogates,
                       const PrincipalComponentsPart& components, const SolverLadder& solvers,
                       const LongTimeStatistics* statistics)
    : run_(run),
      data_(data),
      surrogates_(surrogates),
      components_(components),
      solvers_(solvers),
      statistics_(statistics),
      engine_(make_engine("native")) {}

std::vector<Record> Forecaster::run(const ForecastJob& job, const Tick& tick) {
    switch (job.kind) {
        case ForecastJob::Kind::coupled: return {coupled(job)};
        case ForecastJob::Kind::single: return {single(job)};
        case ForecastJob::Kind::adaptive: return {adaptive(job)};
        case ForecastJob::Kind::perfect: return perfect_model(job, tick);
        case ForecastJob::Kind::direct: return {direct(job, tick)};
        case ForecastJob::Kind::truth: return {statistics_->of_truth(data_, job.chunk)};
        case ForecastJob::Kind::solver_exponents:
            return records_of(exponents_item, solver_exponents(run_, data_, job.members,
                                                               statistics_->size(), tick));
        case ForecastJob::Kind::surrogate_exponents: break;
    }
    Record exponents;
    exponents.put(exponents_item, surrogate_exponents(run_, data_, surrogates_.at(job.surrogate),
                                                      *engine_, job.members, tick));
    return {exponents};
}

/// Adds what the solver starts member `m` from: a state and the member's share of `parameters`.
void Forecaster::add_start(std::vector<double>& starts, std::span<const float> state,
                           std::span<const double> parameters, std::size_t m) const {
    starts.insert(starts.end(), state.begin(), state.end());
    const auto count = run_.deck.parameters.count();
    const auto own = parameters.subspan(m * count, count);
    starts.insert(starts.end(), own.begin(), own.end());
}

std::vector<double> Forecaster::parameters_of_members(const ForecastJob& job) const {
    std::vector<double> all;
    for (std::int64_t m = 0; m < job.members.count; ++m) {
        const auto own = data_.parameters(job.protocol.scored_on.split, job.members.first + m);
        all.insert(all.end(), own.begin(), own.end());
    }
    return all;
}

ReferenceTrajectories Forecaster::truth_of(const ForecastJob& job, Reduction& reduction) const {
    return reference_trajectories(data_, job.protocol.scored_on.split, job.members, reduction);
}

Record Forecaster::coupled(const ForecastJob& job) {
    Surrogate& surrogate = surrogates_.at(job.surrogate);
    const auto truth = truth_of(job, *surrogate.reduction);
    const auto& coupling = surrogate.couplings.at(job.protocol.name);
    const auto u = roll_out_decoded(surrogate, surrogate.coupled_levels(*engine_, coupling), truth);
    Record result;
    result.numbers[seconds_item] = seconds_;
    const auto rows = truth.count * static_cast<int>(truth.times);
    result.numbers[reduction_error_item] = surrogate.reduction->squared_error(truth.inputs(), rows);
    if (job.surrogate != full_space) {
        const int latent = surrogate.reduction->latent();
        const bool fewer = latent < surrogate.reduction->state_size();  // all of them lose nothing
        result.numbers[pca_error_item] =
            fewer ? make_pca(components_.components, latent).squared_error(truth.u, rows) : 0.0;
    }
    if (statistics_ != nullptr && job.protocol.name == unseen) {
        result.children[statistics_item] = statistics_->of_forecasts(job.chunk, u);
    }
    const auto departed = departures(surrogate, run_.deck.forecast.outside_quantile, truth.count,
                                     truth.initial_inputs(), z_, parameters_of_members(job));
    std::vector<std::size_t> ends(departed.times_inside.size(), truth.times);
    if (run_.deck.forecast.stop_outside) {
        ends = departed.times_inside;
        stop_at(ends, truth);
    }
    const auto errors = errors_of(u, truth);
    std::vector<float> relative_of_time(errors.state.size());
    relative_l2_errors(u, truth.u, truth.width, relative_of_time);
    const auto layout = run_.system->layout();
    const auto fields = layout.components.size();
    std::vector<float> rmse;
    std::vector<float> deviation;
    std::vector<float> relative;
    std::vector<float> valid;
    std::vector<float> leaving;
    for (int m = 0; m < truth.count; ++m) {
        const auto index = static_cast<std::size_t>(m);
        const auto known = truth.u_of(m).first(ends[index] * truth.width);
        const auto predicted = u.subspan(index * truth.u_of(0).size(), known.size());
        relative.push_back(static_cast<float>(relative_l2(predicted, known, truth.width)));
        const auto errors_of_fields = rmse_of_fields(predicted, known, layout.component, fields);
        rmse.insert(rmse.end(), errors_of_fields.begin(), errors_of_fields.end());
        const auto later = known.subspan(std::min(known.size(), truth.width));
        for (const double value : deviations_of_fields(later, layout.component, fields)) {
            deviation.push_back(static_cast<float>(value));
        }
        const auto inside = departed.times_inside[index];
        leaving.push_back(inside == truth.times ? std::numeric_limits<float>::quiet_NaN()
                                                : static_cast<float>(static_cast<double>(inside) *
                                                                     run_.system->dt()));
        valid.push_back(
            valid_until(std::span(errors.state)
                            .subspan(static_cast<std::size_t>(m) * truth.times, truth.times)));
    }
    const auto put = [&](const char* quantity, const Reals& data) {
        std::visit([&](const auto& values) { result.put(quantity, plain(values)); }, data);
    };
    put("latent_true", truth.z);
    put("latent_predicted", z_);
    put("u_predicted", u);
    put("mse_latent", errors.latent);
    put("mse_state", errors.state);
    put("relative_l2_of_time", relative_of_time);
    put("rmse_of_field", rmse);
    put("deviation_of_field", deviation);
    put("relative_l2", relative);
    put("valid_time", valid);
    put("initial_distance", departed.distance);
    put("initial_reconstruction_error", departed.reconstruction_error);
    put("initial_outside", departed.outside);
    put("leaving_time", leaving);
    if (!run_.deck.forecast.perfect_model) {
        put("perfect_model_valid_time",
            std::vector<float>(valid.size(), std::numeric_limits<float>::quiet_NaN()));
    }
    return result;
}

Record Forecaster::single(const ForecastJob& job) {
    Surrogate& surrogate = surrogates_.at(job.surrogate);
    const auto truth = truth_of(job, *surrogate.reduction);
    const auto u = roll_out_decoded(surrogate, surrogate.single_level(*engine_, job.level), truth);
    auto errors = errors_of(u, truth);
    Record result;
    result.numbers[seconds_item] = seconds_;
    result.put("stepper_mse_latent", std::move(errors.latent));
    result.put("stepper_mse_state", std::move(errors.state));
    return result;
}

Record Forecaster::adaptive(const ForecastJob& job) {
    Surrogate& surrogate = surrogates_.at(job.surrogate);
    const auto truth = truth_of(job, *surrogate.reduction);
    return adaptive_forecasts(run_, surrogate, *engine_, truth, components_.variance);
}

/// The true solver from the states that the surrogate starts from, decoded.
std::vector<Record> Forecaster::perfect_model(const ForecastJob& job, const Tick& tick) {
    Surrogate& surrogate = surrogates_.at(job.surrogate);
    const auto truth = truth_of(job, *surrogate.reduction);
    const auto count = static_cast<std::size_t>(truth.count);
    std::vector<double> start;
    std::vector<float> decoded(truth.width);
    const auto z = truth.starts();
    const auto parameters = parameters_of_members(job);
    for (std::size_t m = 0; m < count; ++m) {  // one by one: the same bits in every batch
        surrogate.reduction->decode(std::span(z).subspan(m * truth.latent, truth.latent), 1,
                                    decoded);
        add_start(start, decoded, parameters, m);
    }
    const auto solved = run_.system->integrate(start, truth.steps(), false, tick);
    const std::vector<float> u(solved.begin(), solved.end());
    std::vector<double> mse(count * truth.times);
    mean_squared_errors(u, truth.u, truth.width, mse);
    std::vector<float> valid;
    for (std::size_t m = 0; m < count; ++m) {
        valid.push_back(valid_until(std::span(mse).subspan(m * truth.times, truth.times)));
    }
    return records_of("perfect_model_valid_time", valid);
}

Record Forecaster::direct(const ForecastJob& job, const Tick& tick) {
    std::vector<float> room;
    const auto u = data_.trajectories(job.protocol.scored_on.split, job.members.first,
                                      job.members.count, room);
    Record result;
    std::vector<double> seconds;
    std::vector<double> mse;
    std::vector<double> starts;
    const auto n = run_.system->state_size();
    const auto parameters = parameters_of_members(job);
    const auto count = static_cast<std::size_t>(job.members.count);
    const auto block = u.size() / count;
    for (std::size_t m = 0; m < count; ++m) {
        add_start(starts, u.subspan(m * block, n), parameters, m);
    }
    for (const auto& solved : solvers_.solve(starts, u, tick)) {
        seconds.push_back(solved.seconds);
        mse.insert(mse.end(), solved.mse.begin(), solved.mse.end());
    }
    result.put(seconds_item, std::move(seconds));
    result.put("mse_state", std::move(mse));
    return result;
}

/// Latent trajectories in z_, the decoded ones returned; the time both took in seconds_.
std::span<const float> Forecaster::roll_out_decoded(Surrogate& surrogate,
                                                    const std::vector<Level>& levels,
                                                    const ReferenceTrajectories& truth) {
    const auto starts = truth.starts();
    u_.resize(truth.u.size());
    const double begin = MPI_Wtime();
    z_ = roll_out(levels, starts, truth.count, surrogate.reduction->dimension(), truth.steps());
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

/// No number from there on, for each member.
void Forecaster::stop_at(const std::vector<std::size_t>& ends, const ReferenceTrajectories& truth) {
    constexpr float none = std::numeric_limits<float>::quiet_NaN();
    for (std::size_t m = 0; m < ends.size(); ++m) {
        const auto left = truth.times - ends[m];
        const auto first = m * truth.times + ends[m];
        std::fill_n(z_.data() + first * truth.latent, left * truth.latent, none);
        std::fill_n(u_.data() + first * truth.width, left * truth.width, none);
    }
}

Forecaster::Errors Forecaster::errors_of(std::span<const float> u,
                                         const ReferenceTrajectories& truth) const {
    const auto rows = static_cast<std::size_t>(truth.count) * truth.times;
    Errors errors{std::vector<double>(rows), std::vector<double>(rows)};
    mean_squared_errors(z_, truth.z, truth.latent, errors.latent);
    // Parameters are no coordinates: their columns, which have no errors, do not count.
    const auto all = static_cast<double>(truth.latent);
    const double coordinates = all - static_cast<double>(run_.deck.parameters.count());
    for (auto& error : errors.latent) error *= all / coordinates;
    mean_squared_errors(u, truth.u, truth.width, errors.state);
    return errors;
}

float Forecaster::valid_until(std::span<const double> mse) const {
    return static_cast<float>(
        valid_time(mse, components_.variance, run_.deck.report.valid_nrmse, run_.system->dt()));
}

}  // namespace lhits
