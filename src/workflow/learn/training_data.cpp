#include "training_data.hpp"

#include <optional>

#include "../evaluation.hpp"
#include "../input_rows.hpp"
#include "lhits/base/columns.hpp"
#include "lhits/hits/phase.hpp"
#include "lhits/io/mapped_trajectories.hpp"

namespace lhits {
namespace {

/// Snapshots that are not states as they are.
AlignedVector<float> made_rows(const Run& run, Split split) {
    const auto count = trajectories(run, split);
    const auto n = run.system->state_size();
    const auto width = snapshot_size(run);
    std::optional<PhaseShift> shift;
    if (run.deck.reduction.phase) shift.emplace(static_cast<int>(n));
    AlignedVector<float> rows, room, states, phases;
    for (std::int64_t i = 0; i < count; ++i) {
        const auto u = read_trajectories(run.directory.trajectories(), split, i, 1);
        const auto own = input_rows(run, split, i, u, width, room);
        if (rows.empty()) rows.reserve(own.size() * static_cast<std::size_t>(count));
        rows.insert(rows.end(), own.begin(), own.end());
        if (!shift) continue;
        states.assign(u.begin(), u.end());
        phases.resize(u.size() / n);
        shift->align(states, static_cast<int>(phases.size()), phases);
        copy_columns(ColumnRange<const float>{states, n}, n,
                     ColumnRange<float>{std::span(rows).last(own.size()), width});
    }
    return rows;
}

}  // namespace

std::size_t snapshot_size(const Run& run) {
    return embedding_size(run) + (run.deck.reduction.conditioned ? run.deck.parameters.count() : 0);
}

Snapshots::Snapshots(const Run& run)
    : train_(rows_of(run, Split::train)), validation_(rows_of(run, Split::validation)) {}

bool Snapshots::are_states(const Run& run) {
    return snapshot_size(run) == run.system->state_size() && !run.deck.reduction.phase;
}

Snapshots::Rows Snapshots::rows_of(const Run& run, Split split) {
    Rows rows;
    if (are_states(run)) {
        rows.states.emplace(run.directory.trajectories(), split);
        rows.values = rows.states->all();
        // Bits may depend on the alignment, so it is always the same.
        if (rows.states->is_mapped() && is_aligned(rows.values.data())) return rows;
        rows.made.assign(rows.values.begin(), rows.values.end());
        rows.states.reset();
    } else {
        rows.made = made_rows(run, split);
    }
    rows.values = rows.made;
    return rows;
}

double reconstruction_error(const Run& run, Split split, Reduction& reduction) {
    const auto n = run.system->state_size();
    const auto width = static_cast<std::size_t>(reduction.input_size());
    MappedTrajectories all(run.directory.trajectories(), split);
    AlignedVector<float> room;
    double sum = 0.0;
    double count = 0.0;
    for (std::int64_t i = 0; i < trajectories(run, split); ++i) {
        const auto u = all.trajectories(i, 1);
        const auto rows = input_rows(run, split, i, u, width, room);
        sum += reduction.squared_error(rows, static_cast<int>(u.size() / n));
        count += static_cast<double>(u.size());
    }
    return sum / count;
}

AlignedVector<float> encode_trajectories(const Run& run, Split split, Reduction& reduction) {
    AlignedVector<float> z;
    for (std::int64_t i = 0; i < trajectories(run, split); ++i) {
        const auto one = true_members(run, split, {i, 1}, reduction);
        z.insert(z.end(), one.z.begin(), one.z.end());
    }
    return z;
}

LatentData latent_data(const Run& run, Reduction& reduction) {
    return {reduction.dimension(), steps_of(run, Split::train) + 1,
            steps_of(run, Split::validation) + 1, encode_trajectories(run, Split::train, reduction),
            encode_trajectories(run, Split::validation, reduction)};
}

}  // namespace lhits
