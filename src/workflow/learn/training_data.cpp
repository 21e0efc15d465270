#include "training_data.hpp"

#include "../evaluation.hpp"
#include "../input_rows.hpp"
#include "lhits/base/columns.hpp"
#include "lhits/hits/phase.hpp"
#include "lhits/io/mapped_trajectories.hpp"

namespace lhits {
namespace {

/// Takes the phases out of the states in snapshots.
void align(const Run& run, std::span<float> snapshots) {
    const auto n = run.system->state_size();
    const auto width = snapshot_size(run);
    AlignedVector<float> states(snapshots.size() / width * n);
    copy_columns(ColumnRange<const float>{snapshots, width}, n, ColumnRange<float>{states, n});
    AlignedVector<float> phases(states.size() / n);
    PhaseShift(static_cast<int>(n)).align(states, static_cast<int>(phases.size()), phases);
    copy_columns(ColumnRange<const float>{states, n}, n, ColumnRange<float>{snapshots, width});
}

/// Snapshots that are not states as they are.
AlignedVector<float> made_rows(const Run& run, Split split) {
    const auto count = trajectories(run, split);
    AlignedVector<float> rows;
    for (std::int64_t i = 0; i < count; ++i) {
        const auto states = read_trajectories(run.directory.trajectories(), split, i, 1);
        AlignedVector<float> wider;
        if (snapshot_size(run) > run.system->state_size()) {
            wider = input_rows(run, split, i, states, run.deck.reduction.conditioned);
        }
        std::span<const float> u = wider.empty() ? std::span<const float>(states) : wider;
        if (run.deck.reduction.phase) {
            wider.assign(u.begin(), u.end());
            align(run, wider);
            u = wider;
        }
        if (rows.empty()) rows.reserve(u.size() * static_cast<std::size_t>(count));
        rows.insert(rows.end(), u.begin(), u.end());
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
    MappedTrajectories all(run.directory.trajectories(), split);
    double sum = 0.0;
    double count = 0.0;
    for (std::int64_t i = 0; i < trajectories(run, split); ++i) {
        const auto u = all.trajectories(i, 1);
        AlignedVector<float> wider;
        const bool plain = reduction.input_size() == reduction.state_size();
        if (!plain) wider = input_rows(run, split, i, u);
        sum += reduction.squared_error(plain ? u : wider, static_cast<int>(u.size() / n));
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
