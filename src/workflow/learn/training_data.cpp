#include "training_data.hpp"

#include <optional>

#include "../evaluation.hpp"
#include "../input_rows.hpp"
#include "../networks.hpp"
#include "lhits/hits/phase.hpp"

namespace lhits {
namespace {

/// Snapshots that are not states as they are.
AlignedVector<float> made_rows(const Run& run, const TrajectoryReader& data, Split split) {
    const auto count = data.header().count(split);
    const auto n = data.state_size();
    const auto width = snapshot_size(run);
    std::optional<PhaseShift> shift;
    if (run.deck.reduction.phase) shift.emplace(static_cast<int>(n));
    std::vector<float> copy;
    AlignedVector<float> rows, room, phases;
    for (std::int64_t i = 0; i < count; ++i) {
        const auto u = data.trajectories(split, i, 1, copy);
        const auto own = input_rows(data, split, i, u, width, room);
        if (rows.empty()) rows.reserve(own.size() * static_cast<std::size_t>(count));
        rows.insert(rows.end(), own.begin(), own.end());
        if (!shift) continue;
        phases.resize(u.size() / n);
        shift->align(std::span(rows).last(own.size()), width, phases);
    }
    return rows;
}

}  // namespace

Snapshots::Snapshots(const Run& run, const TrajectoryReader& data)
    : train_(rows_of(run, data, Split::train)),
      validation_(rows_of(run, data, Split::validation)) {}

bool Snapshots::are_states(const Run& run) {
    return snapshot_size(run) == run.system->state_size() && !run.deck.reduction.phase;
}

Snapshots::Rows Snapshots::rows_of(const Run& run, const TrajectoryReader& data, Split split) {
    Rows rows;
    if (are_states(run)) {
        std::vector<float> room;
        rows.values = data.trajectories(split, 0, data.header().count(split), room);
        // Bits may depend on the alignment, so it is always the same.
        if (data.is_mapped(split) && is_aligned(rows.values.data())) return rows;
        rows.result.assign(rows.values.begin(), rows.values.end());
    } else {
        rows.result = made_rows(run, data, split);
    }
    rows.values = rows.result;
    return rows;
}

double reconstruction_error(const TrajectoryReader& data, Split split, Reduction& reduction) {
    const auto width = static_cast<std::size_t>(reduction.input_size());
    std::vector<float> copy;
    AlignedVector<float> room;
    double sum = 0.0;
    double count = 0.0;
    for (std::int64_t i = 0; i < data.header().count(split); ++i) {
        const auto u = data.trajectories(split, i, 1, copy);
        const auto rows = input_rows(data, split, i, u, width, room);
        sum += reduction.squared_error(rows, static_cast<int>(data.times(split)));
        count += static_cast<double>(u.size());
    }
    return sum / count;
}

AlignedVector<float> encode_trajectories(const TrajectoryReader& data, Split split,
                                         Reduction& reduction) {
    AlignedVector<float> z;
    for (std::int64_t i = 0; i < data.header().count(split); ++i) {
        const auto one = reference_trajectories(data, split, {i, 1}, reduction);
        z.insert(z.end(), one.z.begin(), one.z.end());
    }
    return z;
}

LatentData latent_data(const TrajectoryReader& data, Reduction& reduction) {
    return {reduction.dimension(), static_cast<std::int64_t>(data.times(Split::train)),
            static_cast<std::int64_t>(data.times(Split::validation)),
            encode_trajectories(data, Split::train, reduction),
            encode_trajectories(data, Split::validation, reduction)};
}

}  // namespace lhits
