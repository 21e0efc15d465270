#include "ensemble_tally.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

namespace lhits {
namespace {

/// The true trajectory of a test initial condition at the outputs.
std::vector<float> truth_of(const EnsembleInputs& inputs, const EnsembleHeader& header,
                            std::int64_t initial_condition) {
    if (!header.truth) return {};
    std::vector<float> room;
    const auto u = inputs.data->trajectories(Split::test, initial_condition, 1, room);
    const auto n = inputs.state_size;
    std::vector<float> truth;
    for (std::int64_t time = 0; time < header.times(); ++time) {
        const auto first = static_cast<std::size_t>(time * header.output_every) * n;
        for (const auto element : header.elements) {
            truth.push_back(u[first + static_cast<std::size_t>(element)]);
        }
    }
    return truth;
}

std::unique_ptr<EnsembleReference> make_reference(const EnsembleInputs& inputs,
                                                  MemberForecasts& forecasts,
                                                  const EnsembleHeader& header,
                                                  std::int64_t initial_condition,
                                                  std::int64_t block) {
    auto reference = std::make_unique<EnsembleReference>();
    reference->times = forecasts.times();
    reference->points = forecasts.points();
    reference->control.resize(reference->times * reference->points);
    forecasts.roll_out_control(initial_condition);
    constexpr std::array<std::size_t, 1> only{0};
    for (std::size_t time = 0; time < reference->times; ++time) {
        forecasts.decode(
            time, only,
            std::span(reference->control).subspan(time * reference->points, reference->points));
    }
    std::vector<std::int32_t> component;
    for (const auto element : header.elements) {
        component.push_back(header.coordinates.component[static_cast<std::size_t>(element)]);
    }
    reference->set_scale(component);
    reference->truth = truth_of(inputs, header, initial_condition);
    reference->thresholds.assign(header.thresholds.begin(), header.thresholds.end());
    reference->levels = header.quantiles;
    reference->at_once = header.ensemble_size <= block;
    const auto all = static_cast<std::size_t>(std::min(header.ensemble_size, block));
    reference->group = reference->at_once ? all : std::min(pair_group, all);
    return reference;
}

/// Of the values of threshold `k`, (times, points), those of other fields than its own are none.
std::vector<float> of_field(const EnsembleHeader& header, std::size_t k,
                            std::vector<float> values) {
    if (header.threshold_fields.empty()) return values;
    const auto points = header.elements.size();
    for (std::size_t i = 0; i < values.size(); ++i) {
        const auto element = static_cast<std::size_t>(header.elements[i % points]);
        if (header.coordinates.component[element] == header.threshold_fields[k]) continue;
        values[i] = std::numeric_limits<float>::quiet_NaN();
    }
    return values;
}

std::vector<float> shares(const std::vector<std::int64_t>& counts, std::int64_t all) {
    std::vector<float> shares;
    shares.reserve(counts.size());
    for (const auto count : counts) {
        shares.push_back(static_cast<float>(static_cast<double>(count) / static_cast<double>(all)));
    }
    return shares;
}

}  // namespace

EnsembleTally::EnsembleTally(const EnsembleInputs& inputs, MemberForecasts& forecasts,
                             const EnsembleHeader& header, std::int64_t initial_condition,
                             std::int64_t block)
    : initial_condition_(initial_condition),
      reference_(make_reference(inputs, forecasts, header, initial_condition, block)),
      statistics_(*reference_),
      outside_(reference_->times, 0),
      left_(reference_->times, 0) {
    const auto start = forecasts.start_of(initial_condition);
    distance_ = start.distance;
    error_ = start.error;
}

std::size_t EnsembleTally::bytes(const EnsembleHeader& header, std::int64_t block) {
    EnsembleReference reference;
    reference.times = static_cast<std::size_t>(header.times());
    reference.points = header.elements.size();
    reference.truth.resize(header.truth ? 1 : 0);
    reference.thresholds.resize(header.thresholds.size());
    reference.levels = header.quantiles;
    reference.at_once = header.ensemble_size <= block;
    const std::size_t kept = header.truth ? 2 : 1;
    return EnsembleStatistics::bytes(reference) +
           kept * reference.times * reference.points * sizeof(float);
}

void EnsembleTally::add(const Run& run, MemberForecasts& forecasts, MemberRange members,
                        const std::function<void(const MembersAt&)>& watch) {
    forecasts.roll_out(initial_condition_, members);
    const std::size_t points = reference_->points;
    std::vector<bool> counts(static_cast<std::size_t>(members.count), true);
    AlignedVector<float> counted;
    follow_members(run, forecasts, [&](const MembersAt& now) {
        counted.clear();
        for (std::size_t i = 0; i < now.members.size(); ++i) {
            if (!counts[now.members[i]]) continue;
            const auto x = now.x.subspan(i * points, points);
            if (statistics_.accepts(now.time, x)) {
                counted.insert(counted.end(), x.begin(), x.end());
            } else {
                counts[now.members[i]] = false;
            }
        }
        statistics_.add(now.time, counted);
        outside_[now.time] += now.outside;
        left_[now.time] += now.left;
        watch(now);
    });
}

Record EnsembleTally::record() {
    Record gathered = statistics_.record();
    gathered.put("outside", outside_);
    gathered.put("left", left_);
    return gathered;
}

void EnsembleTally::add(const Record& gathered) {
    statistics_.add(gathered);
    const auto& outside = gathered.longs("outside");
    const auto& left = gathered.longs("left");
    for (std::size_t time = 0; time < outside_.size(); ++time) {
        outside_[time] += outside.at(time);
        left_[time] += left.at(time);
    }
}

void EnsembleTally::collect(const Communicator& ranks, int root) {
    statistics_.collect(ranks, root);
    ranks.add_up(std::span(outside_), root);
    ranks.add_up(std::span(left_), root);
}

Record EnsembleTally::result(const EnsembleHeader& header) const {
    Record result;
    const auto put = [&](const char* quantity, auto values) {
        result.put(quantity, std::move(values));
    };
    put("control", reference_->control);
    put("mean", statistics_.mean());
    put("standard_deviation", statistics_.standard_deviation());
    put("minimum", statistics_.minimum());
    put("maximum", statistics_.maximum());
    const auto put_all = [&](const char* quantity, std::size_t count, const auto& values_of) {
        std::vector<float> all;
        for (std::size_t i = 0; i < count; ++i) {
            const auto values = values_of(i);
            all.insert(all.end(), values.begin(), values.end());
        }
        if (count > 0) put(quantity, std::move(all));
    };
    put_all("quantiles", header.quantiles.size(),
            [&](std::size_t q) { return statistics_.quantile(q); });
    put_all("probability", header.thresholds.size(),
            [&](std::size_t k) { return of_field(header, k, statistics_.probability(k)); });
    std::vector<std::int64_t> counts;
    for (std::size_t time = 0; time < reference_->times; ++time) {
        counts.push_back(statistics_.count(time));
    }
    put("counted", shares(counts, header.ensemble_size));
    put("outside", shares(outside_, header.ensemble_size));
    put("left", shares(left_, header.ensemble_size));
    put("initial_distance", std::vector<float>{distance_});
    put("initial_error", std::vector<double>{error_});
    if (!header.truth) return result;
    put("truth", reference_->truth);
    put("crps", statistics_.crps());
    put("rank", statistics_.rank());
    result.put(ties_item, statistics_.ties());
    put("energy_score", statistics_.energy_score());
    return result;
}

}  // namespace lhits
