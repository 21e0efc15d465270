#include "input_rows.hpp"

#include <algorithm>

#include "lhits/workflow/trajectory_starts.hpp"

namespace lhits {

std::size_t embedding_size(const Run& run) {
    return run.system->state_size() * (1 + run.deck.observation.delays.size());
}

AlignedVector<float> embedded(const Run& run, std::span<const float> samples, std::int64_t history,
                              std::span<const double> parameters) {
    const auto n = run.system->state_size();
    const auto count = static_cast<std::int64_t>(samples.size() / n);
    AlignedVector<float> rows(static_cast<std::size_t>(count - history) *
                              (embedding_size(run) + parameters.size()));
    float* to = rows.data();
    const auto add = [&](std::int64_t sample) {
        to = std::copy_n(samples.data() + static_cast<std::size_t>(sample) * n, n, to);
    };
    for (std::int64_t sample = history; sample < count; ++sample) {
        add(sample);
        for (const auto delay : run.deck.observation.delays) add(sample - delay);
        to = std::transform(parameters.begin(), parameters.end(), to,
                            [](double value) { return static_cast<float>(value); });
    }
    return rows;
}

std::span<const float> input_rows(const Run& run, Split split, std::int64_t trajectory,
                                  std::span<const float> u, std::size_t width,
                                  AlignedVector<float>& room) {
    if (width == run.system->state_size()) return u;
    std::vector<double> parameters;
    if (width > embedding_size(run)) parameters = parameters_of(run, split, trajectory);
    const auto history = run.deck.observation.history();
    std::vector<float> samples;
    if (history > 0) {
        samples = read_history(run.directory.trajectories(), split, trajectory);
        samples.insert(samples.end(), u.begin(), u.end());
        u = samples;
    }
    room = embedded(run, u, history, parameters);
    return room;
}

}  // namespace lhits
