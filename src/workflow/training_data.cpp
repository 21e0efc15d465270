#include "training_data.hpp"

#include <algorithm>

namespace lhits {
namespace {

AlignedVector<float> read_split(const Run& run, Split split) {
    const auto header = trajectory_header(run);
    const auto count = header.count(split);
    AlignedVector<float> rows;
    for (std::int64_t i = 0; i < count; ++i) {
        const auto u = read_trajectories(run.directory.trajectories(), split, i, 1);
        if (rows.empty()) rows.reserve(u.size() * static_cast<std::size_t>(count));
        rows.insert(rows.end(), u.begin(), u.end());
    }
    return rows;
}

}  // namespace

Snapshots read_snapshots(const Run& run) {
    return {read_split(run, Split::train), read_split(run, Split::validation)};
}

AlignedVector<float> encode_trajectories(const Run& run, Split split, Reduction& reduction) {
    const auto header = trajectory_header(run);
    const auto times = static_cast<std::size_t>(header.steps + 1);
    const auto block = times * static_cast<std::size_t>(reduction.latent());
    const auto count = header.count(split);
    AlignedVector<float> z(block * static_cast<std::size_t>(count));
    for (std::int64_t i = 0; i < count; ++i) {
        const auto u = read_trajectories(run.directory.trajectories(), split, i, 1);
        reduction.encode(u, static_cast<int>(times),
                         std::span(z).subspan(static_cast<std::size_t>(i) * block, block));
    }
    return z;
}

LatentData latent_data(const Run& run, Reduction& reduction) {
    return {run.deck.system.steps + 1, reduction.latent(),
            encode_trajectories(run, Split::train, reduction),
            encode_trajectories(run, Split::validation, reduction)};
}

}  // namespace lhits
