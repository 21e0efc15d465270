#include "trust.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "couple_plan.hpp"
#include "evaluation.hpp"
#include "input_rows.hpp"
#include "lhits/base/log.hpp"
#include "lhits/hits/scores.hpp"
#include "lhits/parallel/agree_on_errors.hpp"
#include "model_store.hpp"
#include "protocol.hpp"

namespace lhits {
namespace {

/// States of a split, at the same times of every trajectory.
struct SpreadStates {
    std::int64_t trajectories = 0;
    std::int64_t times = 0;
    AlignedVector<float> z;      ///< (trajectories, times, coordinates): latent rows but for phases
    std::vector<double> errors;  ///< the largest reconstruction error of each trajectory

    LatentTrajectories view(const Reduction& reduction) const {
        return {z, trajectories, times, reduction.dimension() - reduction.phases()};
    }
};

/// Number `i` of `times` times from 0 to `last`: half of them are the first there are, where
/// transients may be fast; the other half are spread evenly over the rest.
std::int64_t spread_time(std::int64_t i, std::int64_t times, std::int64_t last) {
    const auto half = times / 2;
    if (i < half) return i;
    return half + (last - half) * (i - half + 1) / (times - half);
}

SpreadStates spread_states(const TrajectoryReader& data, Split split, Reduction& reduction) {
    const auto& header = data.header();
    const auto last = header.steps_of(split);
    SpreadStates result{
        header.count(split),
        std::min(last + 1, spread_times(header.train, header.train_steps, reduction.dimension())),
        {},
        {}};
    const auto rows = static_cast<std::size_t>(result.times);
    AlignedVector<float> z(rows * static_cast<std::size_t>(reduction.dimension()));
    AlignedVector<float> room, wider;
    std::vector<float> copy;
    const auto width = static_cast<std::size_t>(reduction.input_size());
    AlignedVector<float> inputs(rows * width);
    for (std::int64_t t = 0; t < result.trajectories; ++t) {
        const auto u = data.trajectories(split, t, 1, copy);
        const auto all = input_rows(data, split, t, u, width, wider);
        for (std::int64_t i = 0; i < result.times; ++i) {
            const auto time = static_cast<std::size_t>(spread_time(i, result.times, last));
            std::copy_n(all.data() + time * width, width,
                        inputs.data() + static_cast<std::size_t>(i) * width);
        }
        reduction.encode(inputs, static_cast<int>(rows), z);
        const auto coordinates = reduction.without_phases(z, room);
        result.z.insert(result.z.end(), coordinates.begin(), coordinates.end());
        const auto errors = reduction.reconstruction_errors(inputs, z, static_cast<int>(rows));
        result.errors.push_back(*std::max_element(errors.begin(), errors.end()));
    }
    return result;
}

TrainingDomain training_domain(const TrajectoryReader& data, Reduction& reduction) {
    const auto train = spread_states(data, Split::train, reduction);
    const auto validation = spread_states(data, Split::validation, reduction);
    auto errors = train.errors;
    errors.insert(errors.end(), validation.errors.begin(), validation.errors.end());
    return {train.view(reduction), validation.view(reduction), std::move(errors)};
}

ParameterRange parameter_range(const TrajectoryHeader& header) {
    const auto count = header.parameter_names.size();
    if (count == 0) return {};
    const std::span<const double> values(header.parameters.at(Split::train));
    const auto begin = values.first(count);
    ParameterRange range{{begin.begin(), begin.end()}, {begin.begin(), begin.end()}};
    for (std::size_t i = 0; i < values.size(); ++i) {
        range.low[i % count] = std::min(range.low[i % count], values[i]);
        range.high[i % count] = std::max(range.high[i % count], values[i]);
    }
    return range;
}

/// From the coupled forecasts of the trajectories that the strides were chosen on.
ValidTimeCalibration calibration(const Run& run, const TrajectoryReader& data, Surrogate& surrogate,
                                 Engine& engine, double variance) {
    const auto set = protocols(run).front().chosen_on;
    const auto levels = surrogate.coupled_levels(engine, surrogate.couplings.at(unseen));
    const double nrmse = run.deck.report.valid_nrmse;
    const double dt = run.system->dt();
    std::vector<double> valid_times;
    for (const auto& chunk : chunks(run, set.count)) {
        const auto truth = reference_trajectories(data, set.split, chunk, *surrogate.reduction);
        const auto z = roll_out(levels, truth.starts(), truth.count,
                                surrogate.reduction->dimension(), truth.steps());
        AlignedVector<float> u(truth.times * truth.width);
        std::vector<double> mse(truth.times);
        for (int m = 0; m < truth.count; ++m) {
            const auto block = truth.times * truth.latent;
            surrogate.reduction->decode(
                std::span(z).subspan(static_cast<std::size_t>(m) * block, block),
                static_cast<int>(truth.times), u);
            mean_squared_errors(u, truth.u_of(m), truth.width, mse);
            valid_times.push_back(valid_time(mse, variance, nrmse, dt));
        }
    }
    return {std::move(valid_times), static_cast<double>(steps_of(run, set.split)) * dt, nrmse};
}

void log_trust(const Run& run, const std::string& name, const Trust& trust) {
    const auto valid = trust.valid_time.lower_bound(calibration_alpha);
    log::info(fmt::format("couple: {}: a new forecast is {}, by {} forecasts for validation", name,
                          text_of(valid, units_of_valid_times(run), run.deck.report.time_scale),
                          trust.valid_time.valid_times().size()));
}

}  // namespace

std::int64_t spread_times(std::int64_t trajectories, std::int64_t steps, std::int64_t latent) {
    constexpr std::int64_t most_values = 1 << 22;
    constexpr std::int64_t least = 16;
    const auto all = steps + 1;
    return std::clamp(most_values / (trajectories * latent), std::min(least, all), all);
}

void learn_trust(const Run& run, const TrajectoryReader& data,
                 std::map<std::string, Surrogate>& surrogates, double variance, double seconds) {
    const ModelStore store(run);
    auto costs = Costs::assumed();
    auto plan = trust_plan(run, costs);
    std::vector<ModelPart> parts;
    for (const auto& surrogate : plan.jobs) parts.push_back({surrogate.name, trust_item});
    const auto done = store.recover(parts);
    const auto left = std::count(done.begin(), done.end(), '0');
    for (std::size_t i = 0; i < parts.size(); ++i) plan.tasks[i].done = done[i] == '1';
    const double begin = MPI_Wtime();
    if (left > 0) {
        const auto engine = make_engine("native");
        const auto work = [&](const SurrogatePlan& job, const Tick&) {
            auto& surrogate = surrogates.at(job.name);
            const Trust trust{training_domain(data, *surrogate.reduction),
                              calibration(run, data, surrogate, *engine, variance),
                              parameter_range(data.header())};
            store.write_finished({job.name, trust_item}, trust.record());
        };
        carry_out(run.ranks, plan, run.timeline, {"couple", "calibrations"}, work);
    }
    std::map<std::string, double> numbers;
    if (left > 0) numbers["couple_seconds"] = seconds + MPI_Wtime() - begin;
    on_root(run.ranks, [&] {
        for (std::size_t i = 0; i < parts.size(); ++i) {
            if (done[i] == '0')
                log_trust(run, parts[i].surrogate, read_trust(store.read(parts[i])));
        }
        store.fold(parts, numbers);
    });
}

}  // namespace lhits
