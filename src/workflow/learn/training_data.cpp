#include "training_data.hpp"

#include "../evaluation.hpp"
#include "../input_rows.hpp"

namespace lhits {
namespace {

AlignedVector<float> read_split(const Run& run, Split split) {
    const auto count = trajectories(run, split);
    AlignedVector<float> rows;
    for (std::int64_t i = 0; i < count; ++i) {
        const auto states = read_trajectories(run.directory.trajectories(), split, i, 1);
        AlignedVector<float> wider;
        if (snapshot_size(run) > run.system->state_size()) {
            wider = input_rows(run, split, i, states, run.deck.reduction.conditioned);
        }
        const std::span<const float> u = wider.empty() ? std::span<const float>(states) : wider;
        if (rows.empty()) rows.reserve(u.size() * static_cast<std::size_t>(count));
        rows.insert(rows.end(), u.begin(), u.end());
    }
    return rows;
}

}  // namespace

std::size_t snapshot_size(const Run& run) {
    return embedding_size(run) + (run.deck.reduction.conditioned ? run.deck.parameters.count() : 0);
}

Snapshots read_snapshots(const Run& run) {
    return {read_split(run, Split::train), read_split(run, Split::validation)};
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
